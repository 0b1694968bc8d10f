import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, soql } from './contract-org.ts';
import { deploy, manifest, problemsOf } from './deployment.ts';
import { addFields, decimals, formulaXml, refusalOf } from './field-grants.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known } from './sources.ts';

const page = 'https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm';
const considerations = 'https://help.salesforce.com/s/articleView?id=platform.formula_considerations.htm';

async function prepare(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  await addFields(
    ground,
    {
      Double__c: formulaXml('Number', 'Amount__c * 2', decimals),
      Ratio__c: formulaXml(
        'Number',
        '100 / Amount__c',
        `<formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs>${decimals}`,
      ),
      Sign__c: formulaXml('Text', 'IF(Amount__c > 10, "large", "small") & " " & Note__c'),
      Above__c: formulaXml('Text', 'Parent__r.Note__c'),
    },
    'see',
  );
  return ground;
}

const read = async ({ org, object }: Ground, id: string, ...fields: string[]): Promise<unknown[]> => {
  const { json } = await org.call('GET', `sobjects/${object}/${id}?fields=${fields.join()}`);
  return fields.map((name) => json[name]);
};

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a formula is worked out from the fields of its row, and of the row above',
    source: page,
    ask: async (ground) => {
      const parent = await ground.make({ Key__c: 'above', Amount__c: 1, Note__c: 'up' });
      const id = await ground.make({ Key__c: 'below', Amount__c: 12, Note__c: 'n', Parent__c: parent });
      return read(ground, id, 'Double__c', 'Sign__c', 'Above__c');
    },
    answer: () => [24, 'large n', 'up'],
  },
  {
    belief: 'a query filters and sorts by a formula',
    source: considerations,
    ask: async (ground) => {
      for (const amount of [21, 22, 23]) await ground.make({ Key__c: `f${amount}`, Amount__c: amount });
      const { json } = await ground.org.call(
        'GET',
        soql(`SELECT Amount__c FROM ${ground.object} WHERE Double__c IN (42, 46) ORDER BY Double__c DESC`),
      );
      return json.records.map((record: { Amount__c: number }) => record.Amount__c);
    },
    answer: () => [23, 21],
  },
  {
    belief: 'a formula that divides by nothing has no value',
    source: known,
    ask: async (ground) => read(ground, await ground.make({ Key__c: 'zero', Amount__c: 0 }), 'Ratio__c'),
    answer: () => [null],
  },
  {
    belief: 'a formula field takes no value',
    source: considerations,
    ask: async ({ org, object }) => coded(await org.call('POST', `sobjects/${object}`, { Key__c: 'w', Sign__c: 'x' })),
    answer: () => [400, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
  },
  {
    belief: 'describe shows the formula of a field that is calculated and cannot be written',
    source:
      'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm',
    ask: async ({ org, object }) => {
      const { json } = await org.call('GET', `sobjects/${object}/describe`);
      const field = json.fields.find(({ name }: { name: string }) => name === 'Ratio__c');
      const { calculated, calculatedFormula, createable, updateable, nillable, formulaTreatNullNumberAsZero, type } =
        field;
      return [calculated, calculatedFormula, createable, updateable, nillable, formulaTreatNullNumberAsZero, type];
    },
    answer: () => [true, '100 / Amount__c', false, false, true, true, 'double'],
  },
  {
    belief: 'a formula of a field that is not there is refused by its name',
    source: known,
    ask: (ground) => refusalOf(ground, formulaXml('Number', 'Nowhere__c + 1', decimals)),
    answer: () => [expect.stringContaining('Field Nowhere__c does not exist. Check spelling.')],
  },
  {
    belief: 'a formula of another kind than its field is refused',
    source: 'https://github.com/leifg/formulon/issues/185',
    ask: (ground) => refusalOf(ground, formulaXml('Text', 'ISBLANK(Note__c)')),
    answer: () => [
      expect.stringContaining('Formula result is data type (Boolean), incompatible with expected data type (Text).'),
    ],
  },
  {
    belief: 'a formula that is not finished is a syntax error',
    source: known,
    ask: (ground) => refusalOf(ground, formulaXml('Number', '(Amount__c + 1', decimals)),
    answer: () => [expect.stringContaining('Syntax error')],
  },
  {
    belief: 'a field that a formula names is not deleted',
    source: known,
    ask: async ({ org, object }) => {
      const gone = manifest({ CustomField: [`${object}.Amount__c`] }, org.version);
      return problemsOf(await deploy(org, {}, { 'destructiveChanges.xml': gone }, { checkOnly: true }));
    },
    answer: () => [expect.stringContaining('This custom field is referenced elsewhere in salesforce.com')],
  },
];

askAll(prepare, cases);
