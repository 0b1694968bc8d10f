// Writes docs/reference/: every command, every setting, and what each error means. Another folder may be named.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsPage } from './docs/commands-page.ts';
import { errorsPage } from './docs/errors-page.ts';
import { settingsPage } from './docs/settings-page.ts';

const folder = join(process.argv[2] ?? join(import.meta.dirname, '../docs'), 'reference');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'commands.md'), commandsPage());
writeFileSync(join(folder, 'settings.md'), settingsPage());
writeFileSync(join(folder, 'errors.md'), errorsPage());
