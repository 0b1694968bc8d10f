import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { until } from './contract-org.ts';
import { deploy, linesOf, remove } from './deployment.ts';
import { deployFields, fieldThere } from './fields.ts';
import { fresh, type Ground, numberXml, objectXml, prepareGround } from './ground.ts';
import { element, soapCall } from './soap.ts';
import { known, pages } from './sources.ts';

const drop = ({ org, object }: Ground, name: string) => remove(org, { CustomField: [`${object}.${name}`] });

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a file that holds one field makes that field and leaves the rest of the object alone',
    source: pages.customField,
    ask: async (ground) => {
      const lines = linesOf(await deployFields(ground, ['One__c'], numberXml('One__c')));
      const again = linesOf(await deployFields(ground, ['One__c'], numberXml('One__c')));
      const kept = await fieldThere(ground.org, `${ground.object}.Note__c`);
      await drop(ground, 'One__c');
      return [lines, again, kept];
    },
    answer: ({ object }) => [
      [`created CustomField ${object}.One__c`],
      [`unchanged CustomField ${object}.One__c`],
      true,
    ],
  },
  {
    belief: 'the manifest is reported as a success whose type is an empty text',
    source: pages.sourceDeploy,
    ask: async (ground) => {
      const { details } = await deployFields(ground, ['Listed__c'], numberXml('Listed__c'), { checkOnly: true });
      const line = details.componentSuccesses.find(({ fullName }) => fullName === 'package.xml');
      return [line?.componentType, line?.success];
    },
    answer: () => ['', true],
  },
  {
    belief: 'a validation says what would happen, and nothing happens',
    source: pages.deployRest,
    ask: async (ground) => {
      const result = await deployFields(ground, ['Tried__c'], numberXml('Tried__c'), { checkOnly: true });
      return [result.status, linesOf(result), await fieldThere(ground.org, `${ground.object}.Tried__c`)];
    },
    answer: ({ object }) => ['Succeeded', [`created CustomField ${object}.Tried__c`], false],
  },
  {
    belief: 'the name of a deleted field is free at once',
    source: 'https://help.salesforce.com/s/articleView?id=platform.fields_managing_deleted_fields.htm',
    ask: async (ground) => {
      await deployFields(ground, ['Again__c'], numberXml('Again__c'));
      await drop(ground, 'Again__c');
      const { success } = await deployFields(ground, ['Again__c'], numberXml('Again__c'));
      await drop(ground, 'Again__c');
      return success;
    },
    answer: () => true,
  },
  {
    belief: 'an object deploys with its fields, each reported for itself',
    source: pages.deployResult,
    ask: async ({ org }) => {
      const stem = fresh('Contract_Other');
      const xml = objectXml(`${stem}__c`);
      const result = await deploy(
        org,
        { CustomObject: [`${stem}__c`] },
        { [`objects/${stem}__c.object`]: xml },
        { checkOnly: true },
      );
      return linesOf(result)
        .slice(0, 3)
        .map((line) => line.replace(stem, 'Other'));
    },
    answer: () => [
      'created CustomField Other__c.Amount__c',
      'created CustomField Other__c.Code__c',
      'created CustomField Other__c.Hidden__c',
    ],
  },
  {
    belief: 'a retrieve names what it does not find by type and full name, in quotes',
    source: pages.sourceDeploy,
    ask: async ({ org, object }) => {
      const types = `<types><members>${object}.Never__c</members><name>CustomField</name></types>`;
      const request = `<apiVersion>${org.version}</apiVersion><singlePackage>true</singlePackage>`;
      const unpackaged = `<unpackaged>${types}<version>${org.version}</version></unpackaged>`;
      const started = await soapCall(org, 'm', `<retrieve><request>${request}${unpackaged}</request></retrieve>`);
      const id = `<asyncProcessId>${element(started, 'id')}</asyncProcessId><includeZip>false</includeZip>`;
      const over = await until(
        () => soapCall(org, 'm', `<checkRetrieveStatus>${id}</checkRetrieveStatus>`),
        (answer) => element(answer, 'done') === 'true',
      );
      return element(over, 'problem')?.replaceAll('&apos;', "'");
    },
    answer: ({ object }) => expect.stringMatching(new RegExp(`'CustomField'.*'${object}\\.Never__c'`)),
  },
  {
    belief: 'a call that fails for one component answers well, and says so of the component',
    source: known,
    ask: async ({ org, object }) => {
      const answer = await soapCall(
        org,
        'm',
        `<deleteMetadata><type>CustomField</type><fullNames>${object}.Never__c</fullNames></deleteMetadata>`,
      );
      return [answer.status, element(answer, 'fullName'), element(answer, 'success'), element(answer, 'statusCode')];
    },
    answer: ({ object }) => [200, `${object}.Never__c`, 'false', 'INVALID_CROSS_REFERENCE_KEY'],
  },
];

askAll(prepareGround, cases);
