import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { Progress } from './base/progress.ts';
import type { Settings } from './config/settings.ts';

/** All that a command may reach: the one place where the islands meet. */
export interface Context {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly log: Log;
  /** Lets go of all that was opened; called once, whatever happened. */
  close(): Promise<void>;
}
