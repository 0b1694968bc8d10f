import type { Context } from '../context.ts';
import type { HeapExport } from '../heap/export.ts';
import type { Org } from '../salesforce/org.ts';

/** What the first configuration is chosen from. */
export interface Ground {
  readonly context: Context;
  readonly exported: HeapExport;
  /** Undefined where no org is to be asked. */
  readonly org: Org | undefined;
}
