import type { Clock } from '../base/clock.ts';
import type { Progress } from '../base/progress.ts';
import type { Settings } from '../config/settings.ts';
import type { HeapExport } from '../heap/export.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import type { RunRecorder } from '../ledger/types/recorder.ts';
import type { Org } from '../salesforce/org.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** What a push is asked with. */
export interface PushRequest {
  readonly settings: Settings;
  /** Signs in as the connecting user. */
  connect(): Promise<Org>;
  readonly source: HeapExport;
  readonly warehouse: Warehouse;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** What a push stands on once it is signed in. */
export interface PushGround extends PushRequest {
  readonly org: Org;
}

/** What sending stands on: the entry in the ledger too. Settings are those of what is kept of the rows, and where. */
export interface SendGround extends Pick<PushGround, 'org' | 'warehouse' | 'ledger' | 'clock' | 'progress'> {
  readonly settings: Pick<Settings, 'stateFolder' | 'history' | 'window'>;
  readonly run: RunRecorder;
}
