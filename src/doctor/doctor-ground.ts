import type { Clock } from '../base/clock.ts';
import type { Progress } from '../base/progress.ts';
import type { Settings } from '../config/settings.ts';
import type { HeapExport } from '../heap/export.ts';
import type { NewestWritten } from '../heap/newest-written.ts';
import type { Reached } from '../heap/properties/reach-heap.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Org } from '../salesforce/org.ts';
import type { OwnRelease } from './connection/heap-package.ts';
import type { LoginFacts } from './connection/signed-in.ts';
import type { ScheduleFacts } from './machine/run-lines.ts';
import type { MeasuredJoin } from './pull/join-key.ts';

/** What the doctor looks with. Each is asked for once at most, and what is heavy only when it is. */
export interface DoctorGround {
  readonly settings: Settings;
  /** As a person knows the org: `local`, or its alias or username. */
  readonly orgName: string;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly own: OwnRelease;
  /** Signs in as the connecting user. */
  connect(): Promise<Org>;
  /** Somebody who may view Setup, where one is at hand. */
  readonly admin: (() => Promise<Org>) | undefined;
  source(): Promise<HeapExport>;
  newestWritten(): Promise<NewestWritten | undefined>;
  /** The metrics of the configuration, each name found in the export. */
  metrics(): Promise<readonly Metric[]>;
  /** Measures the join key, of so many contacts. */
  measureJoin(contacts: number): Promise<MeasuredJoin>;
  reachHeap(url: string): Promise<Reached>;
  /** How the connecting user signs in; undefined on the local org. */
  login(): Promise<LoginFacts | undefined>;
  schedule(): Promise<ScheduleFacts>;
}
