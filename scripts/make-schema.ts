// Writes config/heap.config.schema.json, which editors read to complete heap.config.yaml.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jsonSchema } from '../src/config/schema.ts';

writeFileSync(fileURLToPath(new URL('../config/heap.config.schema.json', import.meta.url)), jsonSchema());
