import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { jsonSchema } from '../../src/config/schema.ts';

const published = readFileSync(fileURLToPath(new URL('../../config/heap.config.schema.json', import.meta.url)), 'utf8');

test('the schema that editors read is the one that we check against (else: node scripts/make-schema.ts)', () => {
  expect(published).toBe(jsonSchema());
});

test('every property has a description for the editor to show', () => {
  expect(undescribed(JSON.parse(published), '')).toEqual([]);
});

function undescribed(part: unknown, path: string): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const here = `${path}/${key}`;
    const lacks = /\/properties\/[^/]+$/.test(here) && !('description' in value) ? [here] : [];
    return [...lacks, ...undescribed(value, here)];
  });
}
