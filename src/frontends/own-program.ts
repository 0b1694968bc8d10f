import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How this program is started once more, whichever front end it was started by: the executable, and its first argument. */
export const OWN_PROGRAM: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL(`../cli${extname(import.meta.url)}`, import.meta.url)),
];
