/**
 * A request that Heap would refuse: 400 for what is wrong with it, 429 when there were too many. The text names what is
 * wrong; that it does, and how, is ours: Heap documents the status alone.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 404 | 413 | 415 | 429;
  /** Seconds until the next request of this kind is let in. */
  readonly retryAfter: number | undefined;

  constructor(status: Refused['status'], message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export const invalid = (message: string): Refused => new Refused(400, message);
