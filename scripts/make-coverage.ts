// Writes docs/local-org-coverage.md and docs/local-org-rules.md: what the local org serves, and the rules it keeps.
// Another folder may be named.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coveragePage } from './docs/coverage-page.ts';
import { rulesPage } from './docs/rules-page.ts';

const docs = process.argv[2] ?? join(import.meta.dirname, '../docs');
mkdirSync(docs, { recursive: true });
writeFileSync(join(docs, 'local-org-coverage.md'), coveragePage());
writeFileSync(join(docs, 'local-org-rules.md'), await rulesPage());
