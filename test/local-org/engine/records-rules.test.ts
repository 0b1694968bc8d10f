import { beforeEach, expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { codeOf, idIn, insert, type TestOrg, update, usageOrg } from './org.ts';

let org: TestOrg;
beforeEach(() => {
  org = usageOrg();
});

type Content = Readonly<Record<string, readonly unknown[]>>;

/** Keeps a rule as a deployment would. */
function keep(type: string, fullName: string, content: Content): void {
  org.engine.documents.put(`metadata/${type}`, fullName.toLowerCase(), { fullName, content });
}

const validation = (fullName: string, formula: string, more: Content = {}) =>
  keep('ValidationRule', fullName, {
    active: ['true'],
    errorConditionFormula: [formula],
    errorMessage: [`${fullName.split('.')[1]} says no`],
    ...more,
  });

const errorsOf = (outcome: ReturnType<typeof insert>) => (outcome.status === 'refused' ? outcome.errors : 'done');

test('every rule that a row breaks is said, beside its field or at the top', () => {
  validation('Usage__c.Positive', 'Sessions__c < 0', { errorDisplayField: ['sessions__c'] });
  validation('Usage__c.Keyed', 'ISBLANK(Key__c)');
  validation('Usage__c.Sleeping', 'TRUE', { active: ['false'] });
  expect(errorsOf(insert(org.admin, 'Usage__c', { Sessions__c: -1 }))).toEqual([
    { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Keyed says no', fields: [] },
    { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Positive says no', fields: ['Sessions__c'] },
  ]);
  expect(codeOf(insert(org.admin, 'Usage__c', { Sessions__c: 1, Key__c: 'A' }))).toBe('done');
});

test('a rule sees what was, what is, and the parent', () => {
  const id = idIn(insert(org.admin, 'Usage__c', { Key__c: 'A', Sessions__c: 5, Account__c: idOf('001', 1) }));
  validation('Usage__c.Never_Less', 'AND(NOT(ISNEW()), ISCHANGED(Sessions__c), Sessions__c < PRIORVALUE(Sessions__c))');
  validation('Usage__c.Not_Bolt', 'BEGINS(Account__r.Name, "Bolt")');
  expect(codeOf(update(org.admin, 'Usage__c', { Id: id, Sessions__c: 4 }))).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION');
  expect(codeOf(update(org.admin, 'Usage__c', { Id: id, Sessions__c: 6 }))).toBe('done');
  expect(codeOf(update(org.admin, 'Usage__c', { Id: id, Key__c: 'B' }))).toBe('done');
  expect(codeOf(update(org.admin, 'Usage__c', { Id: id, Account__c: idOf('001', 2) }))).toBe(
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  );
});

test('a formula that goes wrong over a row keeps it out', () => {
  validation('Usage__c.Ratio', '1 / Sessions__c > 2');
  const outcome = insert(org.admin, 'Usage__c', { Sessions__c: 0 });
  expect(errorsOf(outcome)).toMatchObject([
    { message: expect.stringContaining('The formula in the "Ratio" validation rule') },
  ]);
});

test('the platform itself is not asked, and a rule that is gone judges no more', () => {
  validation('Usage__c.Closed', 'TRUE');
  expect(codeOf(insert(org.engine.system(), 'Usage__c', {}))).toBe('done');
  expect(codeOf(insert(org.admin, 'Usage__c', {}))).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION');
  org.engine.documents.delete('metadata/ValidationRule', 'usage__c.closed');
  expect(codeOf(insert(org.admin, 'Usage__c', {}))).toBe('done');
});

function duplicates(action: 'Allow' | 'Block', items: readonly string[], filter?: string): void {
  keep('MatchingRule', 'Contact.Same', {
    ruleStatus: ['Active'],
    matchingRuleItems: items.map((fieldName) => ({ fieldName: [fieldName], matchingMethod: ['Exact'] })),
    ...(filter === undefined ? {} : { booleanFilter: [filter] }),
  });
  keep('DuplicateRule', 'Contact.No_Twins', {
    isActive: ['true'],
    alertText: ['Use one of these records?'],
    actionOnInsert: [action],
    actionOnUpdate: [action],
    operationsOnInsert: ['Alert'],
    operationsOnUpdate: ['Alert'],
    duplicateRuleMatchRules: [{ matchingRule: ['Same'] }],
  });
}

test('a duplicate is refused with the rows that it matches, unless the request allows it', () => {
  duplicates('Allow', ['Email']);
  const twin = { LastName: 'Other', Email: 'ANN@acme.example' };
  expect(errorsOf(insert(org.admin, 'Contact', twin))).toMatchObject([
    {
      code: 'DUPLICATES_DETECTED',
      message: 'Use one of these records?',
      detail: {
        duplicateResut: {
          allowSave: true,
          duplicateRule: 'No_Twins',
          matchResults: [{ matchRecords: [{ record: { Id: idOf('003', 1) } }], rule: 'Same', size: 1 }],
        },
      },
    },
  ]);
  const open = (allowDuplicates: boolean) =>
    org.admin.writer({
      object: 'Contact',
      operation: 'insert',
      columns: ['LastName', 'Email'],
      cells: 'json',
      dialect: 'rest',
      allowDuplicates,
    });
  expect(codeOf(open(true).write(['Other', 'ann@acme.example']))).toBe('done');
  expect(codeOf(insert(org.admin, 'Contact', { LastName: 'No mail' }))).toBe('done');
  duplicates('Block', ['Email']);
  expect(codeOf(open(true).write(['Other', 'ann@acme.example']))).toBe('DUPLICATES_DETECTED');
});

test('several fields match together or as the filter says, and only a change of one of them is looked at', () => {
  duplicates('Block', ['LastName', 'Email', 'Phone'], '1 AND (2 OR 3)');
  expect(codeOf(insert(org.admin, 'Contact', { LastName: 'ito', Email: 'new@x.example' }))).toBe('done');
  const id = idIn(insert(org.admin, 'Contact', { LastName: 'Zed', Email: 'zed@x.example' }));
  expect(codeOf(insert(org.admin, 'Contact', { LastName: 'zed', Email: 'zed@x.example' }))).toBe('DUPLICATES_DETECTED');
  expect(codeOf(update(org.admin, 'Contact', { Id: id, LastName: 'Zed', Title: 'x' }))).toBe('done');
  expect(codeOf(update(org.admin, 'Contact', { Id: id, LastName: 'Ito', Email: 'ann@acme.example' }))).toBe(
    'DUPLICATES_DETECTED',
  );
});
