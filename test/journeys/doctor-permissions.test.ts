import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DoctorReport } from '../../src/commands/doctor.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import {
  ACCOUNT_USAGE,
  BOTH_WAYS,
  CONTACT_USAGE,
  give,
  giveNothingElse,
  type Minimum,
  OWN_FIELDS,
  openGroundOfAnn,
  PULL,
  PULL_ONLY,
  RIGHTS,
  type Right,
} from '../support/minimal-user.ts';
import type { SmallGround } from '../support/small-ground.ts';

const PULLING = 'fields pull --full';
const PUSHING = 'usage push --as-of 2026-06-30 --full';
const APPLYING = 'metrics apply';
/** For which a field has to be made. */
const NEW_METRIC = '  - { name: Visits, level: contact, event: session, measure: count, lookback: 30d }\n';

let ground: SmallGround;
beforeAll(async () => {
  ground = await openGroundOfAnn();
  await giveNothingElse(ground, PULL_ONLY);
});
afterAll(() => ground.close());

describe('the minimum for pull only', () => {
  beforeAll(async () => {
    await writeFile(join(ground.folder, 'heap.config.yaml'), `source: { files: export }\n${PULL}\n`);
    give(ground.local, PULL_ONLY);
  });

  test('a pull goes well, and the doctor finds nothing to complain of', async () => {
    await expectRun(PULLING, 0, 'accepted by Heap');
    const { result, status } = await consult();
    expect([status, result.findings.filter((one) => ['failed', 'warned'].includes(one.status))]).toEqual([0, []]);
    // Nobody is asked for the rights that only a push needs.
    expect(result.findings.some(({ check }) => check === 'customize-application')).toBe(false);
  });

  test.each(takings(PULL_ONLY))('without $name the doctor names it, and nothing else', (taking) => missed(taking));
});

describe('the minimum for both ways', () => {
  beforeAll(async () => {
    await ground.configure({ more: PULL });
    give(ground.local, BOTH_WAYS);
  });

  test('metrics, push and pull go well, and the doctor finds nothing to complain of', async () => {
    for (const line of ['metrics apply', PUSHING, PULLING]) await expectRun(line, 0, '');
    const { result, status } = await consult();
    expect([status, result.findings.filter((one) => ['failed', 'warned'].includes(one.status))]).toEqual([0, []]);
    // Half of the table is about other people's rows.
    const [admin] = await queryAll<{ Id: string }>(
      ground.admin,
      "SELECT Id FROM User WHERE Username = 'admin@heap.local'",
    );
    for (const level of ['account', 'contact'] as const) {
      for (const { Id } of (await ground.usage(level)).values()) {
        ground.update(level === 'account' ? ACCOUNT_USAGE : CONTACT_USAGE, { Id, OwnerId: admin!.Id });
      }
    }
    await expectRun(PUSHING, 0, '2 of 2 changed rows accepted');
  });

  test.each(takings(BOTH_WAYS))('without $name the doctor names it, and nothing else', (taking) => missed(taking));
});

/** The doctor names what was taken, with the clicks that give it back; and the run that needs it says so, if it can know. */
async function missed({ without, whole, lacks, line, code, says }: Taking): Promise<void> {
  give(ground.local, without);
  const { result } = await consult();
  const lacking = result.findings.filter((one) => one.lacks !== undefined);
  expect(lacking.flatMap((one) => one.lacks ?? []).sort()).toEqual(lacks);
  for (const one of lacking) expect(one.next[0]).toMatch(/^Setup > Permission Sets > /);
  if (line === APPLYING) await appendFile(join(ground.folder, 'heap.config.yaml'), NEW_METRIC);
  await expectRun(line, code, says);
  if (line === APPLYING) await ground.configure({ more: PULL });
  give(ground.local, whole);
}

async function consult(): Promise<{ readonly status: number; readonly result: DoctorReport }> {
  return (await ground.run('doctor -e here --json')).json<DoctorReport>();
}

async function expectRun(line: string, code: number, says: string): Promise<void> {
  const answer = await ground.run(`${line} -e here`);
  const words = `${answer.stdout} ${answer.stderr}`.replaceAll(/\s+/g, ' ');
  expect([line, answer.code, words]).toEqual([line, code, expect.stringContaining(says)]);
}

interface Taking extends Shown {
  readonly name: string;
  readonly whole: Minimum;
  readonly without: Minimum;
  /** As the doctor names what is missing. */
  readonly lacks: readonly string[];
}

/** The run that needs a permission, how it ends without, and words of what it says then. */
interface Shown {
  readonly line: string;
  readonly code: number;
  readonly says: string;
}

const pull = (code: number, says: string): Shown => ({ line: PULLING, code, says });
const push = (code: number, says: string): Shown => ({ line: PUSHING, code, says });
const apply = (code: number, says: string): Shown => ({ line: APPLYING, code, says });

const OF_SYSTEM: Readonly<Record<string, Shown>> = {
  ApiEnabled: pull(16, 'the permission API Enabled'),
  CustomizeApplication: apply(68, 'needs the permission Customize Application'),
  ModifyMetadata: apply(16, 'ModifyMetadata permissions'),
};

/** Which records one does not see, no run can know: it reads fewer. Only the doctor tells. */
const OF_RECORDS: Readonly<Record<string, Shown>> = {
  'Account Read': pull(16, 'cannot read Contact records'),
  'Contact Read': pull(16, 'which holds Read and View All on Contact'),
  'Account ViewAllRecords': pull(0, ''),
  'Contact ViewAllRecords': pull(0, ''),
};

const OF_USAGE: Readonly<Record<Right, Shown>> = {
  Read: push(16, 'assigns the permission set Heap_Usage_Sync'),
  Create: push(16, 'not create and edit its records'),
  Edit: push(16, 'not create and edit its records'),
  Delete: push(68, 'INSUFFICIENT_ACCESS_OR_READONLY'),
  ViewAllRecords: push(68, 'INSUFFICIENT_ACCESS_OR_READONLY'),
  ModifyAllRecords: push(68, 'INSUFFICIENT_ACCESS_OR_READONLY'),
};

function ofField(field: string): Shown {
  const name = field.slice(field.indexOf('.') + 1);
  if (OWN_FIELDS.includes(field)) return push(16, `cannot write ${field}`);
  if (name === 'Sessions__c') return push(68, name);
  return ['Email', 'AccountId'].includes(name) ? pull(16, field) : pull(0, name);
}

/** What goes with a right, since it depends on it: on the object itself, and on the contacts of accounts. */
const DEPENDENTS: Readonly<Record<Right, readonly Right[]>> = {
  Read: RIGHTS,
  Create: ['Create'],
  Edit: ['Edit', 'Delete', 'ModifyAllRecords'],
  Delete: ['Delete', 'ModifyAllRecords'],
  ViewAllRecords: ['ViewAllRecords', 'ModifyAllRecords'],
  ModifyAllRecords: ['ModifyAllRecords'],
};

/** As Heap's instructions call them. */
const WORDS: Readonly<Record<Right, string>> = {
  Read: 'Read',
  Create: 'Create',
  Edit: 'Edit',
  Delete: 'Delete',
  ViewAllRecords: 'View All',
  ModifyAllRecords: 'Modify All',
};

const SYSTEM: Readonly<Record<string, string>> = {
  ApiEnabled: 'API Enabled',
  CustomizeApplication: 'Customize Application',
  ModifyMetadata: 'Modify Metadata Through Metadata API Functions',
};

/** Every permission of a minimum, taken away by itself, and with it only what depends on it. */
function takings(whole: Minimum): readonly Taking[] {
  const system = whole.system
    .filter((name) => SYSTEM[name] !== undefined)
    .map((name) => ({
      name: SYSTEM[name]!,
      without: { ...whole, system: whole.system.filter((one) => one !== name) },
      lacks: [SYSTEM[name]!],
      ...OF_SYSTEM[name]!,
    }));
  const objects = Object.entries(whole.objects).flatMap(([object, rights]) =>
    rights.map((right) => {
      const both = object === 'Account' && (right === 'Read' || right === 'ViewAllRecords');
      const gone = both ? ['Account', 'Contact'] : [object];
      const left = Object.fromEntries(
        Object.entries(whole.objects).map(([name, all]) => [
          name,
          gone.includes(name) ? all.filter((one) => !DEPENDENTS[right].includes(one)) : all,
        ]),
      );
      const seen = (field: string) => (left[field.split('.')[0]!] ?? []).length > 0;
      return {
        name: `${WORDS[right]} on ${object}`,
        without: { ...whole, objects: left, read: whole.read.filter(seen), edit: whole.edit.filter(seen) },
        lacks: gone
          .flatMap((name) =>
            (whole.objects[name] ?? [])
              .filter((one) => !left[name]!.includes(one))
              .map((one) => `${name}: ${WORDS[one]}`),
          )
          .sort(),
        ...(OF_RECORDS[`${object} ${right}`] ?? OF_USAGE[right]),
      };
    }),
  );
  const isMetric = (field: string) => !OWN_FIELDS.includes(field);
  const fields = [
    ...whole.read.map((field) => ({
      name: `Read on ${field}`,
      without: { ...whole, read: whole.read.filter((one) => one !== field) },
      lacks: [`${field}: Read`],
      ...ofField(field),
    })),
    ...whole.edit.flatMap((field) => {
      const rest = whole.edit.filter((one) => one !== field);
      return [
        {
          name: `Read and Edit on ${field}`,
          without: { ...whole, edit: rest },
          lacks: isMetric(field) ? [`${field}: Read and Edit`] : [`${field}: Edit`, `${field}: Read`],
          ...ofField(field),
        },
        {
          name: `Edit on ${field}`,
          without: { ...whole, edit: rest, read: [...whole.read, field] },
          lacks: [`${field}: Edit`],
          ...ofField(field),
        },
      ];
    }),
  ];
  return [...system, ...objects, ...fields].map((one) => ({ ...one, whole }));
}
