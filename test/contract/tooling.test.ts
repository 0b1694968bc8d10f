import { expect } from 'vitest';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

const apex = (code: string): string => `tooling/executeAnonymous?anonymousBody=${encodeURIComponent(code)}`;

const field = { label: 'Tooled', type: 'Number', precision: 5, scale: 0 };

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a field is made, read, changed and deleted as a row of CustomField',
    source: pages.toolingRows,
    ask: async ({ org, object }) => {
      const path = 'tooling/sobjects/CustomField';
      const made = await org.call('POST', path, { FullName: `${object}.Tooled__c`, Metadata: field });
      const id: string = made.json.id;
      const read = await org.call('GET', `${path}/${id}`);
      const changed = await org.call('PATCH', `${path}/${id}`, { Metadata: { ...field, label: 'Renamed' } });
      const label = (await org.call('GET', `${path}/${id}`)).json.Metadata.label;
      const gone = await org.call('DELETE', `${path}/${id}`);
      return [
        made.status,
        id.slice(0, 3),
        read.json.DeveloperName,
        read.json.FullName,
        changed.status,
        label,
        gone.status,
      ];
    },
    answer: ({ object }) => [201, '00N', 'Tooled', `${object}.Tooled__c`, 204, 'Renamed', 204],
  },
];

askAll(prepareGround, cases);

const apexCases: readonly Case<Bare>[] = [
  {
    belief: 'Apex that does nothing compiles and succeeds',
    source: pages.executeAnonymous,
    ask: async ({ org }) => (await org.call('GET', apex('// nothing'))).json,
    answer: () =>
      expect.objectContaining({ compiled: true, success: true, compileProblem: null, line: -1, column: -1 }),
  },
  {
    belief: 'Apex that is none does not compile, and the line is told',
    source: pages.executeAnonymous,
    ask: async ({ org }) => {
      const { json } = await org.call('GET', apex('\nno apex at all'));
      return [json.compiled, json.success, json.line, typeof json.compileProblem];
    },
    answer: () => [false, false, 2, 'string'],
  },
  {
    belief: 'tests of a class that there is not are refused',
    source: pages.pluginApex,
    ask: async ({ org }) =>
      coded(await org.call('POST', 'tooling/runTestsSynchronous', { tests: [{ className: 'NopeTest' }] })),
    answer: () => [400, 'INVALID_INPUT'],
  },
];

askAll(bare, apexCases);
