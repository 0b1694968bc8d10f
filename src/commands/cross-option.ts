import { type Crossing, crossingText } from '../environments/check-pairing.ts';
import type { Options } from './command-options.ts';

/** Option of the commands that carry data between Heap and an org. */
export const CROSS_OPTION = {
  'allow-cross-environment': {
    type: 'boolean',
    describe: 'Pair a sandbox with Heap production, or production with Heap development; the run keeps it',
  },
} as const satisfies Options;

/** What a person should know of a run that crosses. */
export function crossingWarnings(crossing: Crossing | undefined): readonly string[] {
  if (crossing === undefined) return [];
  return [`This pairs ${crossingText(crossing)}, which do not go together.`];
}
