import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** The house, lowest floor first. A folder imports only from floors below it; neighbours do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['base'],
  ['config', 'salesforce', 'heap', 'warehouse', 'ledger', 'local-org', 'local-heap'],
  ['metrics', 'properties', 'environments'],
  ['push', 'pull', 'setup', 'schedule', 'alerts', 'credits', 'doctor'],
  ['context'],
  ['commands'],
  ['frontends'],
  ['cli', 'plugin', 'index'],
];

/** Packages that one folder alone may see; what speaks a format or a protocol, both sides of it. */
const KEPT_IN: readonly (readonly [pkg: RegExp, ...folders: string[]])[] = [
  [/^@salesforce\//, 'salesforce'],
  [/^@jsforce\//, 'salesforce'],
  [/^jsforce$/, 'salesforce'],
  [/^@duckdb\//, 'warehouse'],
  [/^(hyparquet-writer|proxy-agent|@aws-sdk\/.*)$/, 'heap'],
  [/^(avsc|snappyjs)$/, 'heap', 'local-heap'],
  [/^(yargs|@oclif\/|@clack\/|ora|cli-table3)/, 'frontends'],
  [/^(@fastify\/|@jetstreamapp\/)/, 'local-org'],
  [/^jose/, 'local-org', 'salesforce'],
  [/^croner$/, 'config', 'schedule'],
  [/^prom-client$/, 'schedule'],
  [/^nodemailer$/, 'alerts'],
  [/^fastify$/, 'local-org', 'local-heap'],
];

const files = globSync('src/**/*.ts').map((file) => file.replaceAll('\\', '/'));
const imports = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => ({
    file,
    wanted: match[1]!,
  })),
);
const roomOf = (path: string) => relative('src', path).split('/')[0]!.replace(/\.ts$/, '');
const floorOf = (room: string) => FLOORS.findIndex((floor) => floor.includes(room));

test('every folder of src stands on a floor', () => {
  expect(files.map(roomOf).filter((room) => floorOf(room) < 0)).toEqual([]);
});

test('imports only point down, and neighbours do not know each other', () => {
  const wrong = imports
    .filter(({ wanted }) => wanted.startsWith('.'))
    .map(({ file, wanted }) => ({ file, target: join(dirname(file), wanted) }))
    .filter(({ file, target }) => roomOf(file) !== roomOf(target) && floorOf(roomOf(target)) >= floorOf(roomOf(file)))
    .map(({ file, target }) => `${file} -> ${target}`);
  expect(wrong).toEqual([]);
});

test('each outside thing is known to its own folder alone', () => {
  const wrong = imports
    .filter(({ file, wanted }) =>
      KEPT_IN.some(([pkg, ...folders]) => pkg.test(wanted) && !folders.includes(roomOf(file))),
    )
    .map(({ file, wanted }) => `${file} -> ${wanted}`);
  expect(wrong).toEqual([]);
});

test('the base has no word of Heap or Salesforce', () => {
  const wordy = files.filter(
    (file) => roomOf(file) === 'base' && /heap|salesforce|sobject/i.test(readFileSync(file, 'utf8')),
  );
  expect(wordy).toEqual([]);
});
