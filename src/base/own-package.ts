import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, with all that is published beside the program, installed or not. */
export const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

/** The version of this program, `1.2.3`. */
export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  return String(version);
}
