import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NamedError } from '../../src/base/errors.ts';
import { loadSettings, type SettingsFlags } from '../../src/config/load-settings.ts';
import { isCounted } from '../../src/config/metric-settings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PLAIN = `source: { connect: export }
metrics:
  - name: Sessions
    level: account
    event: session
    measure: count
    lookback: 7d
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heap-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string, flags: SettingsFlags = {}, env: Record<string, string> = {}) {
  writeFileSync(join(folder, 'heap.config.yaml'), text);
  return loadSettings({ cwd: folder, env, flags });
}

function trouble(work: () => unknown): NamedError {
  try {
    work();
  } catch (error) {
    return error as NamedError;
  }
  throw new Error('nothing was thrown');
}

/** The message without the folder of this test. */
function complaint(text: string, flags: SettingsFlags = {}): string {
  return trouble(() => load(text, flags)).message.replaceAll(`${folder}/`, '');
}

describe('a configuration that is fine', () => {
  test('has defaults for all that it leaves out', () => {
    expect(load(PLAIN)).toEqual({
      configFile: join(folder, 'heap.config.yaml'),
      stateFolder: join(folder, '.heap'),
      source: { kind: 'connect', folder: join(folder, 'export') },
      join: {
        contact: { heap: 'email', salesforce: 'Email' },
        account: { kind: 'through-contact' },
        duplicates: 'most-recently-updated',
      },
      window: { zone: 'America/Los_Angeles', mode: 'whole-days' },
      metrics: [
        {
          name: 'Sessions',
          level: 'account',
          event: 'session',
          where: [],
          measure: { kind: 'count' },
          lookback: { kind: 'span', count: 7, unit: 'days' },
          at: { line: 3, column: 5 },
        },
      ],
      quiet: 'zero',
      longText: 'cut',
      orphans: 'remove',
      history: { local: false },
      credits: { perDay: 10_000, perRun: 5_000, ofOrg: 80 },
      push: { whenBusy: 'refuse', staleDays: 3 },
      schedule: { zone: 'America/Los_Angeles', patterns: { push: '0 0 * * *' }, grace: 60, port: 7439 },
      flags: {},
      target: { kind: 'local' },
      heap: { kind: 'local' },
    });
  });

  test('says every part in its own way', () => {
    const settings = load(`
source: { files: /data/heap }
join:
  contact: { heap: identity, salesforce: Heap_Id__c }
  account: { heap: account_id, salesforce: Id }
window: { zone: Europe/Berlin, days: rolling }
quiet: null
credits: { perDay: 100, perRun: 10 }
metrics:
  - &first
    name: Amount
    level: contact
    event: checkout_completed
    measure: { sum: amount }
    lookback: 3mo
    where:
      - { property: format, one of: [pdf, 2] }
      - { property: user.plan, is not: free }
      - { property: rows, above: 10 }
      - { property: note, exists: false }
  - *first
`);
    expect(settings).toMatchObject({
      source: { kind: 'files', folder: '/data/heap' },
      join: {
        contact: { heap: 'identity', salesforce: 'Heap_Id__c' },
        account: { kind: 'property', heap: 'account_id', salesforce: 'Id' },
      },
      window: { zone: 'Europe/Berlin', mode: 'rolling' },
      quiet: 'null',
      credits: { perDay: 100, perRun: 10 },
    });
    expect(settings.metrics).toHaveLength(2);
    expect(settings.metrics[0]).toMatchObject({
      measure: { kind: 'sum', property: 'amount' },
      lookback: { kind: 'span', count: 3, unit: 'months' },
      where: [
        { property: 'format', test: 'one-of', value: ['pdf', 2] },
        { property: 'user.plan', test: 'is-not', value: 'free' },
        { property: 'rows', test: 'above', value: 10 },
        { property: 'note', test: 'exists', value: false },
      ],
    });
  });

  test('has every form of a measure', () => {
    const forms = {
      'time on site': { kind: 'time-on-site' },
      '{ most frequent: format }': { kind: 'most-frequent', property: 'format' },
      '{ average: amount }': { kind: 'average', property: 'amount' },
      '{ change: distinct users, as: percent }': { kind: 'change', of: { kind: 'distinct-users' }, as: 'percent' },
      '{ change: { max: amount }, as: number }': {
        kind: 'change',
        of: { kind: 'max', property: 'amount' },
        as: 'number',
      },
    };
    for (const [form, measure] of Object.entries(forms)) {
      expect(load(PLAIN.replace('measure: count', `measure: ${form}`)).metrics[0]).toMatchObject({ measure });
    }
    const { metrics } = load(`${PLAIN}  - name: Share
    level: account
    measure: { ratio: { of: A, to: B }, as: percent }
  - name: Score
    level: account
    quiet: null
    measure: { score: [{ metric: A, weight: 2, cap: 10 }, { metric: B }] }
`);
    expect(metrics.slice(1)).toEqual([
      {
        name: 'Share',
        level: 'account',
        measure: { kind: 'ratio', of: 'A', to: 'B', as: 'percent' },
        at: { line: 8, column: 5 },
      },
      {
        name: 'Score',
        level: 'account',
        quiet: 'null',
        measure: {
          kind: 'score',
          inputs: [
            { metric: 'A', weight: 2, cap: 10 },
            { metric: 'B', weight: 1 },
          ],
        },
        at: { line: 11, column: 5 },
      },
    ]);
  });

  test('is found from a folder below, and in the folder config', () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    mkdirSync(join(folder, 'config'));
    writeFileSync(join(folder, 'config/heap.config.yaml'), PLAIN);
    const found = loadSettings({ cwd: join(folder, 'a/b'), env: {}, flags: {} });
    expect(found.configFile).toBe(join(folder, 'config/heap.config.yaml'));
    expect(found.source).toEqual({ kind: 'connect', folder: join(folder, 'config/export') });
  });

  test('is the example that ships, with measures of each kind and lookbacks of each unit', () => {
    const { metrics } = loadSettings({ cwd: ROOT, env: {}, flags: {} });
    expect(new Set(metrics.map(({ measure }) => measure.kind))).toEqual(
      new Set([
        ...[
          'count',
          'distinct-users',
          'active-days',
          'time-on-site',
          'last-seen',
          'first-seen',
          'first-day',
          'happened',
        ],
        ...['sum', 'most-frequent', 'change', 'ratio', 'score'],
      ]),
    );
    const lookbacks = metrics.filter(isCounted).map(({ lookback }) => lookback);
    const units = lookbacks.map((lookback) => (lookback.kind === 'all' ? 'all' : lookback.unit));
    expect(new Set(units)).toEqual(new Set(['all', 'days', 'weeks', 'months', 'quarter']));
    expect(new Set(metrics.map(({ level }) => level))).toEqual(new Set(['account', 'contact']));
  });
});

describe('the org to work on', () => {
  const config = `${PLAIN}environments:\n  local: { org: local }\n  production: { org: acme-prod }\n`;
  const alias = (name: string) => ({ kind: 'alias', alias: name });

  test.each([
    ['the local org when nothing is named', {}, {}, { kind: 'local' }],
    ['of an environment', { environment: 'production' }, {}, alias('acme-prod')],
    ['of an environment that is local', { environment: 'local' }, {}, { kind: 'local' }],
    ['named itself, before any environment', { targetOrg: 'mine', environment: 'production' }, {}, alias('mine')],
    ['local, by that word', { targetOrg: 'local' }, { HEAP_SF_TARGET_ORG: 'theirs' }, { kind: 'local' }],
    ['by variable', {}, { HEAP_SF_TARGET_ORG: 'theirs', HEAP_SF_ENVIRONMENT: 'local' }, alias('theirs')],
    ['by option before variable', { environment: 'production' }, { HEAP_SF_TARGET_ORG: 'x' }, alias('acme-prod')],
    ['by variable of an environment', {}, { HEAP_SF_ENVIRONMENT: 'production' }, alias('acme-prod')],
  ])('is %s', (_, flags, env, target) => {
    expect(load(config, flags, env as Record<string, string>).target).toEqual(target);
  });

  test('is refused when its environment is unknown, with the nearest', () => {
    const error = trouble(() => load(config, { environment: 'prodution' }));
    expect(error.trouble).toBe('unknown-name');
    expect(error.message).toContain('no environment "prodution"');
    expect(error.actions[0]).toBe('Did you mean production?');
  });
});

describe('a configuration that is not there', () => {
  test('is said with the command that copies the example', () => {
    const error = trouble(() => loadSettings({ cwd: folder, env: {}, flags: {} }));
    expect(error.trouble).toBe('config');
    expect(error.message).toContain(`No heap.config.yaml in ${folder}`);
    expect(error.actions[1]).toContain(`cp "${join(ROOT, 'config/heap.config.yaml')}" heap.config.yaml`);
  });

  test('is said with the path when one was named', () => {
    const error = trouble(() => loadSettings({ cwd: folder, env: {}, flags: { config: 'my.yaml' } }));
    expect(error.message).toBe(`There is no configuration at ${join(folder, 'my.yaml')}.`);
  });

  test('or is not text', () => {
    writeFileSync(join(folder, 'heap.config.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    expect(trouble(() => loadSettings({ cwd: folder, env: {}, flags: {} })).message).toContain('not UTF-8 text');
  });
});

describe('a configuration that is off is refused at its line and column', () => {
  test.each([
    ['a list that does not end', 'source: [1', '1:11'],
    ['a name given twice', `${PLAIN}quiet: zero\nquiet: zero\n`, '9:1: this name stands twice in the same map'],
    ['tabs', 'source:\n\tconnect: x\n', '2:1: tabs cannot indent'],
    ['two documents', `${PLAIN}---\na: 1\n`, 'a second document begins here'],
    ['an alias bomb', bomb(), 'alias'],
    ['an unknown part', `${PLAIN}windw: {}\n`, '8:1: "windw" is not known; did you mean "window"?'],
    [
      'an unknown part of a metric',
      PLAIN.replace('measure:', 'mesure: count\n    measure:'),
      '6:5: "mesure" is not known in metrics[1]; did you mean "measure"?',
    ],
    [
      'an unknown part of a pair',
      `${PLAIN}join: { contact: { heap: a, salesforc: b } }\n`,
      '8:29: "salesforc" is not known in join.contact; did you mean "salesforce"?',
    ],
    ['a missing part', PLAIN.replace('    event: session\n', ''), '3:5: metrics[1].event is missing'],
    [
      'a level',
      PLAIN.replace(': account', ': acount'),
      '4:12: metrics[1].level must be account or contact, not "acount"',
    ],
    [
      'a measure',
      PLAIN.replace(': count', ': counts'),
      '6:14: metrics[1].measure must be one of count, distinct users',
    ],
    ['a measure of its own', PLAIN.replace(': count', ': { summ: a }'), '"summ" is not known in metrics[1].measure'],
    ['a number for a text', PLAIN.replace(': Sessions', ': 7'), '3:11: metrics[1].name must be a text, not 7'],
    [
      'a zone',
      `${PLAIN}window: { zone: America/Los_Angelos }\n`,
      '8:17: window.zone "America/Los_Angelos" is no time zone; did you mean America/Los_Angeles?',
    ],
    [
      'an abbreviation for a zone',
      `${PLAIN}window: { zone: BST }\n`,
      '8:17: window.zone "BST" is an abbreviation, which means several zones; write one as Asia/Dhaka in full',
    ],
    ['a number without end', `${PLAIN}credits: { perDay: .inf }\n`, 'must be a whole number, not Infinity'],
    [
      'a merge of YAML 1.1',
      `${PLAIN}environments:\n  a: &a { org: local }\n  b: { <<: *a, org: local }\n`,
      '10:8: "<<" is no part of YAML 1.2',
    ],
    ['an offset for a zone', `${PLAIN}window: { zone: "+02:00" }\n`, 'is no time zone'],
    [
      'two sources',
      PLAIN.replace('connect: export', 'connect: a, files: b'),
      '1:9: source names one of connect and files',
    ],
    ['no source', PLAIN.replace('connect: export', ''), '1:9: source names one of connect and files'],
    ['an account key', `${PLAIN}join: { account: thru }\n`, '8:18: join.account must be "through contact", or a pair'],
    ['half an account key', `${PLAIN}join: { account: { heap: a } }\n`, 'join.account.salesforce is missing'],
    ['a quiet of another word', `${PLAIN}quiet: none\n`, '8:8: quiet must be zero or null, not "none"'],
    ['a quiet without a word', `${PLAIN}quiet:\n`, '8:1: quiet is empty; write zero or null'],
    ['a metric with a quiet without a word', `${PLAIN}    quiet:\n`, '8:5: metrics[1].quiet is empty'],
    ['a list that is not begun', 'source: { files: a }\nmetrics:\n', '2:9: metrics must be a list, not null'],
    ['caps below one', `${PLAIN}credits: { perDay: 0 }\n`, '8:20: credits.perDay must be 1 or more, not 0'],
    ['a list for the whole', '- a\n', '1:1: the file must be a map of names and values'],
    [
      'a ratio with an event of its own',
      `${PLAIN}  - { name: R, level: account, event: session, measure: { ratio: { of: A, to: B } } }\n`,
      '8:32: metrics[2].event means nothing for a ratio',
    ],
    [
      'a misspelt measure of a property',
      PLAIN.replace('measure: count', 'measure: { avrage: amount }'),
      '"avrage" is not known in metrics[1].measure; did you mean "average"?',
    ],
    [
      'a change that does not say of what kind',
      PLAIN.replace('measure: count', 'measure: { change: count }'),
      'metrics[1].measure.as is missing',
    ],
    [
      'a score without weight',
      `${PLAIN}  - { name: S, level: account, measure: { score: [{ metric: A, weight: 0, cap: 1 }] } }\n`,
      'must be more than 0, not 0',
    ],
    ['nothing at all', '# nothing\n', 'source is missing'],
    ['a null for a null', `${PLAIN}pull: { nulls: null }\n`, '8:16: pull.nulls must be skip, empty or { word: … }'],
    [
      "the account's Id over Heap's own",
      `${PLAIN}pull: { accountProperty: Identity }\n`,
      `8:26: pull.accountProperty "Identity" is Heap's own or a key, and would be overwritten`,
    ],
    [
      "the account's Id over the join key",
      `${PLAIN}join: { contact: { heap: plan, salesforce: Email } }\npull: { accountProperty: plan }\n`,
      '9:26: pull.accountProperty "plan" is the join key',
    ],
    [
      'a field over the join key',
      `${PLAIN}join: { contact: { heap: plan, salesforce: Code__c } }\npull: { contact: [{ field: Code__c, as: plan }, { field: Title, as: Plan }] }\n`,
      'pull.contact gives Title the name "Plan", which is the join key',
    ],
    ['neither metrics nor pull', 'source: { files: a }\n', '1:1: the file says nothing to do'],
    [
      'a field chosen twice',
      `${PLAIN}pull:\n  contact:\n    - Title\n    - title\n`,
      '11:7: pull.contact names title twice; keep one of the two',
    ],
    [
      'a property for two fields',
      `${PLAIN}pull: { account: [{ field: A, as: Tier }, { field: B, as: tier }] }\n`,
      'pull.account gives the property "tier" to two fields; rename one',
    ],
    [
      "a property with a name of Heap's own",
      `${PLAIN}pull: { contact: [{ field: Email, as: Email }] }\n`,
      `8:19: pull.contact gives Email the name "Email", which is Heap's own or a key; give it another`,
    ],
    [
      'a field that is no API name',
      `${PLAIN}pull: { contact: [Owner.Manager.Name] }\n`,
      'must be the API name of a field, as Title or Tier__c, or of a field of its parent, as Owner.Name',
    ],
  ])('%s', (_, text, said) => {
    expect(complaint(text)).toContain(said);
    expect(trouble(() => load(text)).trouble).toBe('config');
  });

  test('with all that is off at once, in the order of the file', () => {
    const text = complaint(`${PLAIN.replace(': count', ': counts')}credits: { perDay: a }\nquiet: no\n`);
    expect(text.split('\n').map((line) => line.split(': ')[0])).toEqual([
      '3 things are off in the configuration.',
      'heap.config.yaml:6:14',
      'heap.config.yaml:8:20',
      'heap.config.yaml:9:8',
    ]);
  });

  test.each([
    ['0d', 'a lookback holds at least one day'],
    ['7x', 'write 7d (days), 4w (weeks), 3mo (months), mtd'],
    ['-1w', 'write 7d (days), 4w (weeks), 3mo (months), mtd'],
    ['11y', 'write 7d (days)'],
    ['121mo', 'that is more than ten years; write 120mo or less, or all'],
  ])('a lookback of %s, with its metric', (lookback, because) => {
    const error = trouble(() => load(PLAIN.replace('7d', lookback)));
    expect(error.trouble).toBe('definition');
    expect(error.message).toContain(`Metric "Sessions": the lookback "${lookback}" cannot be: ${because}`);
    expect(error.message).toContain('heap.config.yaml:7:15');
  });

  test('a change over all time, which has nothing before it', () => {
    const error = trouble(() =>
      load(PLAIN.replace('measure: count', 'measure: { change: count, as: number }').replace('7d', 'all')),
    );
    expect(error.trouble).toBe('definition');
    expect(error.message).toContain('all time has no window before it');
    expect(error.message).toContain('heap.config.yaml:7:15');
  });

  test.each(['{ property: a }', '{ property: a, is: 1, above: 2 }'])(
    'a condition without exactly one test: %s',
    (condition) => {
      const error = trouble(() => load(`${PLAIN}    where: [${condition}]\n`));
      expect(error.trouble).toBe('definition');
      expect(error.message).toContain('Metric "Sessions": the condition on "a" needs one test');
      expect(error.message).toContain('heap.config.yaml:8:13');
    },
  );
});

describe('createUsers', () => {
  const asking = (join: string) => `source: { files: export }\n${join}pull:\n  contact: [Title]\n  createUsers: true\n`;

  test('goes with a join key that is the identity', () => {
    const key = 'join: { contact: { heap: identity, salesforce: Email } }\n';
    expect(load(asking(key)).pull?.createUsers).toBe(true);
  });

  test.each([
    ['', 'email', 4],
    ['join: { contact: { heap: sfdc_id, salesforce: Id } }\n', 'sfdc_id', 5],
  ])('is refused with another one: %s', (key, named, line) => {
    const error = trouble(() => load(asking(key)));
    expect(error.trouble).toBe('config');
    expect(error.message).toContain(`heap.config.yaml:${line}:16: pull.createUsers makes users by their identity`);
    expect(error.message).toContain(`the join key is "${named}"; set join.contact.heap to identity`);
  });
});

function bomb(): string {
  const ten = (name: string) => Array(10).fill(`*${name}`).join(', ');
  return `a: &a [x]\nb: &b [${ten('a')}]\nc: &c [${ten('b')}]\nd: &d [${ten('c')}]\ne: [${ten('d')}]\n`;
}
