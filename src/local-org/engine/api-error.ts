import type { ApiErrorEntry } from './types.ts';

/** A whole request refused, in Salesforce's words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly entries: readonly ApiErrorEntry[];

  constructor(status: number, code: string, message: string, fields?: readonly string[]) {
    super(message);
    this.status = status;
    this.entries = [fields === undefined ? { code, message } : { code, message, fields }];
  }

  get code(): string {
    return this.entries[0]!.code;
  }
}
