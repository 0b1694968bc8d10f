import { silentProgress } from '../base/progress.ts';
import type { TerminalProgress } from './progress.ts';

/** Where nobody watches. */
export const noProgress: TerminalProgress = { ...silentProgress, end() {} };
