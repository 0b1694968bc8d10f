import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { deploy, manifest, problemsOf } from './deployment.ts';
import { deployFields, fieldThere } from './fields.ts';
import { type Ground, numberXml, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const cases: readonly Case<Ground>[] = [
  {
    belief: 'with rollbackOnError one refused component takes all others back',
    source: pages.deployResult,
    ask: async (ground) => {
      const xml = numberXml('Good__c') + numberXml('Bad__c', '<length>5</length>');
      const result = await deployFields(ground, ['Good__c', 'Bad__c'], xml);
      return [
        result.status,
        result.done,
        problemsOf(result).length > 0,
        await fieldThere(ground.org, `${ground.object}.Good__c`),
      ];
    },
    answer: () => ['Failed', true, true, false],
  },
  {
    belief: 'an element that does not belong to the type is refused by name',
    source: known,
    ask: async (ground) =>
      problemsOf(await deployFields(ground, ['F__c'], numberXml('F__c', '<length>5</length>'), { checkOnly: true })),
    answer: () => ["Can not specify 'length' for a CustomField of type Number"],
  },
  {
    belief: 'a flag is true or false, and no other word',
    source: known,
    ask: async (ground) => {
      const xml = numberXml('F__c').replace('<label>', '<externalId>maybe</externalId><label>');
      return problemsOf(await deployFields(ground, ['F__c'], xml, { checkOnly: true }));
    },
    answer: () => ["'maybe' is not a valid value for the type xsd:boolean"],
  },
  {
    belief: 'a field name of two underscores in a row is refused, with what a name may hold',
    source: pages.customField,
    ask: async (ground) =>
      problemsOf(await deployFields(ground, ['No__Good__c'], numberXml('No__Good__c'), { checkOnly: true })),
    answer: () => [expect.stringContaining('can only contain alphanumeric characters')],
  },
  {
    belief: 'a failure names its component, its kind and its file',
    source: pages.deployResult,
    ask: async (ground) => {
      const { details } = await deployFields(ground, ['F__c'], numberXml('F__c', '<length>5</length>'), {
        checkOnly: true,
      });
      const { componentType, fullName, fileName, problemType, success } = details.componentFailures[0] ?? {};
      return [componentType, fullName, fileName, problemType, success];
    },
    answer: ({ object }) => ['CustomField', `${object}.F__c`, `objects/${object}.object`, 'Error', false],
  },
  {
    belief: 'to delete what is not there is a warning in the name of the file that asked for it',
    source: pages.sourceDeploy,
    ask: async ({ org, object }) => {
      const gone = manifest({ CustomField: [`${object}.Never__c`] }, org.version);
      const { status, details } = await deploy(org, {}, { 'destructiveChanges.xml': gone });
      const warning = details.componentSuccesses.find(({ fullName }) => fullName === 'destructiveChanges.xml');
      return [status, warning?.problemType, warning?.problem];
    },
    answer: ({ object }) => ['Succeeded', 'Warning', `No CustomField named: ${object}.Never__c found`],
  },
  {
    belief: 'a name that the manifest has and the zip has not is refused',
    source: known,
    ask: async ({ org }) => problemsOf(await deploy(org, { CustomObject: ['Absent__c'] }, {}, { checkOnly: true })),
    answer: () => [
      "An object 'Absent__c' of type CustomObject was named in package.xml, but was not found in zipped directory",
    ],
  },
];

askAll(prepareGround, cases);
