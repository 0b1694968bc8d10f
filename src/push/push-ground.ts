import type { Clock } from '../base/clock.ts';
import type { Progress } from '../base/progress.ts';
import type { Settings } from '../config/settings.ts';
import type { HeapExport } from '../heap/export.ts';
import type { Ledger, RunRecorder } from '../ledger/types.ts';
import type { Org } from '../salesforce/org.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** What a push stands on. */
export interface PushGround {
  readonly settings: Settings;
  readonly org: Org;
  readonly source: HeapExport;
  readonly warehouse: Warehouse;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** What a push that sends stands on: its entry in the ledger too. */
export interface SendGround extends PushGround {
  readonly run: RunRecorder;
}
