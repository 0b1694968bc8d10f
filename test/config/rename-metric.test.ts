import { expect, test } from 'vitest';
import { renameMetric } from '../../src/config/rename-metric.ts';

const rename = (text: string, name: string, field: string | undefined, index = 0) =>
  renameMetric(text, { index, name, field });

test('in a block the name changes at its place, and the field gets a line of its own; comments and blanks stay', () => {
  const text = `# ours
source: { connect: x }   # here

metrics:
  # the first
  - name:   Old Name     # what sellers see
    level: account
    lookback: 7d


  - level: contact
    name: "Other: one"
    lookback: all
# the end`;
  expect(rename(text, 'New Name', 'Old_Name__c')).toBe(
    text.replace('Old Name     # what sellers see', 'New Name     # what sellers see\n    field: Old_Name__c'),
  );
  expect(rename(text, 'B', 'Other_one__c', 1)).toBe(text.replace('"Other: one"', '"B"\n    field: Other_one__c'));
  expect(rename(text, 'New Name', undefined)).toBe(text.replace('Old Name', 'New Name'));
});

test.each([
  ['{ name: Old, level: account }', 'New', '{ name: New, field: Old__c, level: account }'],
  ['{ level: account, name: Old }', 'New, too', '{ level: account, name: "New, too", field: Old__c }'],
  ["{ name: 'Old', level: account }", "Anna's", `{ name: 'Anna''s', field: Old__c, level: account }`],
  ['{ name: Old, field: Old__c }', 'New', '{ name: New, field: Old__c }'],
])('%s becomes another in one line too', (before, name, after) => {
  const text = (metric: string) => `metrics:\n  - ${metric} # note\n  - { name: Next }\n`;
  expect(rename(text(before), name, 'Old__c')).toBe(text(after));
});

test.each([
  'true',
  '12',
  'null',
  '- x',
  'a: b',
  'a #b',
  '"',
  "'",
  '[x',
  '{',
  '@x',
  'é 日本 😀',
  '%',
  '*a',
  '&a',
  '!t',
  '> x',
  '| y',
  '?',
])('a name such as %s is read back as the same text', (name) => {
  for (const text of [
    'metrics:\n  - name: Old\n    level: a\n',
    "metrics: [{ name: 'Old', level: a }]",
    'metrics:\n- { name: "Old" }\n',
  ]) {
    expect(rename(text, name, 'Old__c')).toBeDefined();
  }
});

test('line endings of Windows stay what they are', () => {
  const text = 'metrics:\r\n  - name: Old\r\n    level: a\r\n';
  expect(rename(text, 'New', 'Old__c')).toBe('metrics:\r\n  - name: New\r\n    field: Old__c\r\n    level: a\r\n');
});

test.each([
  ['an alias', 'x: &n Old\nmetrics:\n  - name: *n\n'],
  ['a merge', 'x: &n { name: Old }\nmetrics:\n  - <<: *n\n    level: a\n'],
  ['a name that others repeat', 'metrics:\n  - name: &n Old\n    level: *n\n'],
  ['a name of several lines', 'metrics:\n  - name: >-\n      Old\n    level: a\n'],
])('%s is left to a person', (_what, text) => {
  expect(rename(text, 'New', 'Old__c')).toBeUndefined();
});

test('other metrics of the level that name it name it anew', () => {
  const text = `metrics:
  - { name: Old, level: account, measure: count }
  - { name: Share, level: account, measure: { ratio: { of: Old, to: Other } } } # of Old
  - name: Score
    level: account
    measure:
      score:
        - { metric: 'Old', weight: 2 }
        - metric: Other
  - { name: Contacts, level: contact, measure: { ratio: { of: Old, to: Old } } }
`;
  expect(rename(text, 'New', undefined)).toBe(
    text
      .replace('name: Old', 'name: New')
      .replace('ratio: { of: Old, to: Other } } } # of Old', 'ratio: { of: New, to: Other } } } # of Old')
      .replace("metric: 'Old'", "metric: 'New'"),
  );
});
