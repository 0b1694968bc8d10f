import { askAll, type Case } from './case.ts';
import { type ContractOrg, said } from './contract-org.ts';
import { deploy, linesOf, metadata, mustDeploy, problemsOf, remove } from './deployment.ts';
import { type Ground, prepareGround } from './ground.ts';
import { element, soapCall } from './soap.ts';
import { known, pages } from './sources.ts';

const ruleXml = (name: string, formula: string, more = ''): string =>
  `<validationRules><fullName>${name}</fullName><active>true</active><errorConditionFormula>${formula}</errorConditionFormula>${more}<errorMessage>${name} says no</errorMessage></validationRules>`;

const files = (object: string, inside: string) => ({
  [`objects/${object}.object`]: metadata('CustomObject', inside),
});

async function withRules(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  const { object } = ground;
  await mustDeploy(
    org,
    { ValidationRule: [`${object}.Positive`, `${object}.Never_Less`] },
    files(
      object,
      ruleXml('Positive', 'Amount__c &lt; 0', '<errorDisplayField>Amount__c</errorDisplayField>') +
        ruleXml('Never_Less', 'AND(NOT(ISNEW()), Amount__c &lt; PRIORVALUE(Amount__c))'),
    ),
  );
  return ground;
}

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a row for which the formula of a rule is true is refused with its message beside its field',
    source: pages.validationRule,
    ask: async ({ org, object }) => said(await org.call('POST', `sobjects/${object}`, { Amount__c: -1 })),
    answer: () => [
      400,
      [{ message: 'Positive says no', errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', fields: ['Amount__c'] }],
    ],
  },
  {
    belief: 'a rule knows what a field held before; its message stands at the top without a field',
    source: pages.validationRule,
    ask: async ({ org, object, make }) => {
      const id = await make({ Amount__c: 5 });
      const more = await org.call('PATCH', `sobjects/${object}/${id}`, { Amount__c: 6 });
      return [more.status, said(await org.call('PATCH', `sobjects/${object}/${id}`, { Amount__c: 4 }))];
    },
    answer: () => [
      204,
      [400, [{ message: 'Never_Less says no', errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', fields: [] }]],
    ],
  },
  {
    belief: 'a collection tells each row its own refusal',
    source: pages.collections,
    ask: async ({ org, object }) => {
      const records = [-1, 1].map((Amount__c) => ({ attributes: { type: object }, Amount__c }));
      const { json } = await org.call('POST', 'composite/sobjects', { records });
      return json.map(({ success, errors }: { success: boolean; errors: { statusCode: string }[] }) => [
        success,
        errors.map(({ statusCode }) => statusCode),
      ]);
    },
    answer: () => [
      [false, ['FIELD_CUSTOM_VALIDATION_EXCEPTION']],
      [true, []],
    ],
  },
  {
    belief: 'a formula that names what is not there, or that is no condition, is not deployed',
    source: known,
    ask: async ({ org, object }) => {
      const tries = ['Nobody__c = 1', 'Amount__c + 1', 'AND(Amount__c = 1'];
      const outcomes: unknown[] = [];
      for (const formula of tries) {
        const tried = await deploy(org, { ValidationRule: [`${object}.Bad`] }, files(object, ruleXml('Bad', formula)));
        outcomes.push([tried.success, problemsOf(tried).length]);
      }
      return outcomes;
    },
    answer: () => [
      [false, 1],
      [false, 1],
      [false, 1],
    ],
  },
  {
    belief: 'a rule is read by its full name, deployed again as unchanged, and judges no more once it is deleted',
    source: pages.validationRule,
    ask: async ({ org, object }) => {
      const xml = files(object, ruleXml('Brief', 'Amount__c = 77'));
      const names = { ValidationRule: [`${object}.Brief`] };
      const first = linesOf(await deploy(org, names, xml));
      const read = await soapCall(
        org,
        'm',
        `<readMetadata><type>ValidationRule</type><fullNames>${object}.Brief</fullNames></readMetadata>`,
      );
      const before = await org.call('POST', `sobjects/${object}`, { Amount__c: 77 });
      await remove(org, names);
      const after = await org.call('POST', `sobjects/${object}`, { Amount__c: 77 });
      return [first.length, element(read, 'errorConditionFormula'), before.status, after.status];
    },
    answer: () => [1, 'Amount__c = 77', 400, 201],
  },
];

askAll(withRules, cases);
