import type { NamedError } from '../../base/errors.ts';
import type { Progress } from '../../base/progress.ts';
import type { Level, PullSettings } from '../../config/settings.ts';
import type { HeapProperties } from '../../heap/properties/open-heap.ts';
import type { Property } from '../../properties/property.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** What delivering stands on. `desired_user` and `desired_account` are in the warehouse: see `match`. */
export interface DeliverGround {
  readonly warehouse: Warehouse;
  readonly heap: HeapProperties;
  readonly settings: PullSettings;
  /** Of both levels. */
  readonly properties: readonly Property[];
  /** Where the files of the pull lie; made when it is not there. */
  readonly folder: string;
  /** In the names of the files that are written: the id of the run. */
  readonly runId: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

export interface DeliverRequest {
  readonly level: Level;
  /** Files of what Heap accepted before, oldest first, those of this run too. */
  readonly sent: readonly string[];
  /** `SELECT record_id …`: the records that may be told; all unless given. */
  readonly only?: string;
}

/** Every input row ends in exactly one of the four: their sum is the input. */
export interface DeliveredCounts {
  /** People (accounts) that Heap may be told of. */
  readonly input: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Not delivered: Heap was down. */
  readonly unprocessed: number;
  /** Heap has what there is to tell. */
  readonly unchanged: number;
}

export interface Delivered {
  readonly counts: DeliveredCounts;
  /** Values over 1,023 characters among what was accepted: cut, or left out, as the settings say. */
  readonly overLong: number;
  /** Parquet of `record_id, identity, code, message`; absent when none was refused. */
  readonly rejected?: {
    readonly file: string;
    readonly byCode: readonly { readonly code: string; readonly rows: number }[];
  };
  /** The first record, by (stamp, id), that was not delivered: the cursor stays before it. */
  readonly firstUndelivered?: { readonly stamp: Date; readonly id: string };
  /** Why not all was delivered. */
  readonly stopped?: NamedError;
  /** What Heap accepted now, to be put behind the sent files; absent when that is nothing. */
  readonly sentFile?: string;
}

/** Sends what differs from what Heap accepted before, property by property, the records changed longest ago first. */
export declare function deliver(ground: DeliverGround, request: DeliverRequest): Promise<Delivered>;
