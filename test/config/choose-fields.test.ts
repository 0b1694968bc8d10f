import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { chooseFields, type FieldChoice, type WrittenField } from '../../src/config/choose-fields.ts';

const add = (...fields: (string | WrittenField)[]): FieldChoice => ({
  kind: 'add',
  level: 'contact',
  fields: fields.map((field) => (typeof field === 'string' ? { field } : field)),
});
const drop = (...fields: string[]): FieldChoice => ({ kind: 'drop', level: 'contact', fields });
const set = (field: WrittenField): FieldChoice => ({ kind: 'set', level: 'contact', field });

const file = `# ours
source: { connect: x }   # here

pull:
  # who they are
  contact:
    - Title      # as they call themselves

    # where they sit
    - field: MailingCity
      as: City   # short
  nulls: skip

# the metrics
metrics: []
# the end`;

test('a field comes behind the last of its list; every other letter stays', () => {
  expect(chooseFields(file, [add('Phone', { field: 'Tier__c', as: 'Tier, now', value: 'label' })])).toBe(
    file.replace(
      'as: City   # short',
      'as: City   # short\n    - Phone\n    - { field: Tier__c, as: "Tier, now", value: label }',
    ),
  );
});

test('a field goes with its own lines and no others', () => {
  expect(chooseFields(file, [drop('Title')])).toBe(file.replace('    - Title      # as they call themselves\n', ''));
  expect(chooseFields(file, [drop('MailingCity')])).toBe(
    file.replace('    - field: MailingCity\n      as: City   # short\n', ''),
  );
});

test('the last field to go leaves an empty list', () => {
  expect(chooseFields(file, [drop('Title'), drop('MailingCity')])).toBe(
    `# ours
source: { connect: x }   # here

pull:
  # who they are
  contact: []

    # where they sit
  nulls: skip

# the metrics
metrics: []
# the end`,
  );
});

test('a field gets another name at its place, unless a comment would go with it', () => {
  expect(chooseFields(file, [set({ field: 'Title', as: 'Job' })])).toBe(
    file.replace('- Title      #', '- { field: Title, as: Job }      #'),
  );
  expect(chooseFields(file, [set({ field: 'MailingCity' })])).toBe(
    file.replace('field: MailingCity\n      as: City   # short', 'MailingCity   # short'),
  );
  const inside = 'pull:\n  contact:\n    - field: A # mine\n      as: B\n';
  expect(chooseFields(inside, [set({ field: 'A' })])).toBeUndefined();
});

test('a level that has no list gets one, and a file without pull gets that', () => {
  const account: FieldChoice = {
    kind: 'add',
    level: 'account',
    fields: [{ field: 'Industry' }, { field: 'Owner.Name' }],
  };
  expect(chooseFields(file, [account])).toBe(
    file.replace('  nulls: skip\n', '  nulls: skip\n  account:\n    - Industry\n    - Owner.Name\n'),
  );
  expect(chooseFields('source: { connect: x }\nmetrics:\n  - name: A # last', [account])).toBe(
    'source: { connect: x }\nmetrics:\n  - name: A # last\n\npull:\n  account:\n    - Industry\n    - Owner.Name\n',
  );
  expect(chooseFields('a: 1\n', [account])).toBe('a: 1\n\npull:\n  account:\n    - Industry\n    - Owner.Name\n');
});

test.each([
  ['pull: { contact: [] }\n', add('A', 'B'), 'pull: { contact: [A, B] }\n'],
  ['pull: {}\n', add('A'), 'pull: { contact: [A] }\n'],
  ['pull: { nulls: skip }\n', add('A'), 'pull: { nulls: skip, contact: [A] }\n'],
  ['pull: { contact: [A], nulls: skip }\n', add('B'), 'pull: { contact: [A, B], nulls: skip }\n'],
  [
    'pull:\n  contact: [A, { field: B, as: C }] # two\n',
    add('D'),
    'pull:\n  contact: [A, { field: B, as: C }, D] # two\n',
  ],
  ['pull:\n  contact: [A, B, C]\n', drop('A'), 'pull:\n  contact: [B, C]\n'],
  ['pull:\n  contact: [A, B, C]\n', drop('B'), 'pull:\n  contact: [A, C]\n'],
  ['pull:\n  contact: [A, B, C]\n', drop('C'), 'pull:\n  contact: [A, B]\n'],
  ['pull:\n  contact: [A, B, C, D]\n', drop('A', 'B', 'D'), 'pull:\n  contact: [C]\n'],
  ['pull:\n  contact: [A, B, C, D]\n', drop('D', 'B', 'C'), 'pull:\n  contact: [A]\n'],
  ['pull:\n  contact: [A, B]\n', drop('B', 'A'), 'pull:\n  contact: []\n'],
  ['pull:\n  contact:\n    - A\n    - B\n    - C\n', drop('C', 'A'), 'pull:\n  contact:\n    - B\n'],
  ['pull:\n  contact:\n    - A\n    - B\nquiet: zero\n', drop('A', 'B'), 'pull:\n  contact: []\nquiet: zero\n'],
  ['pull:\n  contact: [A]\n', drop('A'), 'pull:\n  contact: []\n'],
  ['pull:\n  contact: [A, # a\n    B]\n', drop('B'), 'pull:\n  contact: [A # a\n    ]\n'],
  ['pull:\n  contact:\n  - A\n  - B\n', add('C'), 'pull:\n  contact:\n  - A\n  - B\n  - C\n'],
  ['pull:\n  contact: # ours\n  - A # a', drop('A'), 'pull:\n  contact: [] # ours\n'],
  ['pull:\n  contact:\n    - A', add('B'), 'pull:\n  contact:\n    - A\n    - B'],
  [
    'pull:\n    contact:\n        - "A"\n    nulls: { word: x }',
    add('B'),
    'pull:\n    contact:\n        - "A"\n        - B\n    nulls: { word: x }',
  ],
])('%j becomes %j', (before, choice, after) => {
  expect(chooseFields(before, [choice])).toBe(after);
});

test('line endings of Windows stay what they are', () => {
  const text = 'pull:\r\n  contact:\r\n    - A\r\n    - B\r\n';
  expect(chooseFields(text, [add('C'), drop('A')])).toBe('pull:\r\n  contact:\r\n    - B\r\n    - C\r\n');
  expect(chooseFields(text, [drop('A'), drop('B')])).toBe('pull:\r\n  contact: []\r\n');
  expect(chooseFields('a: 1\r\n', [add('C')])).toBe('a: 1\r\n\r\npull:\r\n  contact:\r\n    - C\r\n');
});

test('every order of adding and dropping leaves a file that says so', () => {
  const names = ['A', 'B', 'C', 'D', 'E'];
  let text = `${file}\n`;
  for (const name of names) text = chooseFields(text, [add(name)]) ?? '';
  for (const name of ['Title', 'C', 'E', 'A', 'MailingCity', 'D', 'B']) text = chooseFields(text, [drop(name)]) ?? '';
  expect(parse(text)).toEqual({ ...parse(file), pull: { contact: [], nulls: 'skip' } });
  expect(text).toContain('# where they sit');
});

test.each([
  ['an alias', 'x: &l [A]\npull:\n  contact: *l\n'],
  ['a merge', 'x: &l { contact: [A] }\npull:\n  <<: *l\n  nulls: skip\n'],
  ['an anchor that others need', 'pull:\n  contact:\n    - &a A\n  nulls: { word: *a }\n'],
  ['a file in braces', '{ source: x }'],
])('%s is left to a person', (_what, text) => {
  expect(chooseFields(text, [drop('A')])).toBeUndefined();
});
