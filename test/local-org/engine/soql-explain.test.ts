import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { grant, openOrg } from './org.ts';

interface Feedback {
  readonly cardinality: number;
  readonly fields: readonly string[];
  readonly leadingOperationType: string;
  readonly notes: readonly { readonly fields: readonly string[] }[];
  readonly relativeCost: number;
  readonly sobjectCardinality: number;
  readonly sobjectType: string;
}

function plansOf(soql: string, session = openOrg().admin): readonly Feedback[] {
  return session.explain(soql)['plans'] as readonly Feedback[];
}

test('a query is explained by the indexes that it can use, cheapest first, and a scan of the table', () => {
  const soql = `SELECT Id FROM Contact WHERE AccountId = '${idOf('001', 1)}' AND Email = 'ann@acme.example' AND LastName = 'Ito'`;
  const plans = plansOf(soql);
  expect(
    plans.map(({ leadingOperationType, fields, cardinality }) => [leadingOperationType, fields, cardinality]),
  ).toEqual([
    ['Index', ['Email'], 1],
    ['Index', ['AccountId'], 2],
    ['TableScan', [], 1],
  ]);
  expect(plans[0]?.relativeCost).toBeCloseTo(1 / (0.3 * 4));
  expect(plans[0]).toMatchObject({ sobjectCardinality: 4, sobjectType: 'Contact' });
  expect(openOrg().admin.explain(soql)['sourceQuery']).toBe(soql);
});

test('filters without an index are told', () => {
  const [scan] = plansOf("SELECT Id FROM Contact WHERE LastName = 'Ito'");
  expect(scan?.notes).toEqual(
    ['LastName', 'IsDeleted'].map((field) => ({
      description: 'Not considering filter for optimization because unindexed',
      fields: [field],
      tableEnumOrId: 'Contact',
    })),
  );
});

test.each(["Email LIKE '%acme%'", 'Email != null', "Email = 'a' OR LastName = 'b'", "NOT Email = 'a'"])(
  'no index is of use WHERE %s',
  (where) => {
    expect(plansOf(`SELECT Id FROM Contact WHERE ${where}`)).toMatchObject([{ leadingOperationType: 'TableScan' }]);
  },
);

test('a user who sees some rows only is led by the sharing', () => {
  const org = openOrg();
  const { name, label, labelPlural, custom, permissionable } = org.engine.schema.object('Account')!;
  org.engine.schema.putObject({ name, label, labelPlural, custom, permissionable, sharingModel: 'Private' });
  grant(org, org.sync.user.id, 'Reader', { objects: { Account: ['Read'] } });
  const session = org.engine.session(org.sync.user.id)!;
  expect(plansOf('SELECT Id FROM Account', session)).toMatchObject([
    { leadingOperationType: 'Sharing', cardinality: 0, sobjectCardinality: 3 },
    { leadingOperationType: 'TableScan' },
  ]);
});

test('a query that cannot be read is not explained', () => {
  expect(() => plansOf('SELECT FROM Account')).toThrow("unexpected token: 'FROM'");
});
