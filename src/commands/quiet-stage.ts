import { silentLog } from '../base/log.ts';
import type { Stage } from './stage.ts';

/** For whoever runs a command from a program of their own: nobody watches, and nobody is asked. */
export function quietStage(): Stage {
  const never = new AbortController().signal;
  return {
    signal: never,
    insisted: never,
    journal: silentLog,
    program: [],
    draw: async () => {},
    atEnd: () => undefined,
  };
}
