import { strToU8, zipSync } from 'fflate';
import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, type Reply, until } from './contract-org.ts';
import { deploy, manifest, metadata } from './deployment.ts';
import { deployFields, fieldThere } from './fields.ts';
import { type Ground, numberXml, prepareGround } from './ground.ts';
import { element, soapCall } from './soap.ts';
import { known, pages } from './sources.ts';

/** Sends a field of the subject's object to be deployed, and does not wait for it. */
function start({ org, object }: Ground, field: string, deployOptions: object): Promise<Reply> {
  const files = {
    'package.xml': manifest({ CustomField: [`${object}.${field}`] }, org.version),
    [`objects/${object}.object`]: metadata('CustomObject', numberXml(field)),
  };
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  const body = new FormData();
  const options = { singlePackage: true, rollbackOnError: true, ...deployOptions };
  body.set('json', new Blob([JSON.stringify({ deployOptions: options })], { type: 'application/json' }));
  body.set('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'package.zip');
  return org.call('POST', 'metadata/deployRequest', body);
}

const over = async (org: ContractOrg, id: string): Promise<Reply> =>
  until(
    () => org.call('GET', `metadata/deployRequest/${id}`),
    ({ json }) => json.deployResult.done === true,
  );

/** A validation that succeeded, with the tests that a quick deploy leaves out. */
async function validated(ground: Ground, field: string): Promise<string> {
  const { json } = await start(ground, field, { checkOnly: true, testLevel: 'RunLocalTests' });
  const { json: ended } = await over(ground.org, json.id);
  if (!ended.deployResult.success) throw new Error('The validation failed.');
  return json.id;
}

const quickly = ({ org }: Ground, id: string): Promise<Reply> =>
  org.call('POST', 'metadata/deployRequest', { validatedDeployRequestId: id });

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a deployment is answered with its Id before it is over',
    source: pages.deployRest,
    ask: async (ground) => {
      const { status, json } = await start(ground, 'Soon__c', { checkOnly: true });
      await over(ground.org, json.id);
      return [status, json.id.slice(0, 3), json.deployResult.done];
    },
    answer: () => [201, '0Af', false],
  },
  {
    belief: 'a deployment that is over can not be canceled',
    source: pages.cancelDeploy,
    ask: async (ground) => {
      const { json } = await start(ground, 'Done__c', { checkOnly: true });
      await over(ground.org, json.id);
      const body = { deployResult: { status: 'Canceling' } };
      return (await ground.org.call('PATCH', `metadata/deployRequest/${json.id}`, body)).status >= 400;
    },
    answer: () => true,
  },
  {
    belief: 'a validation is deployed under an Id of its own, once, without its files being sent again',
    source: pages.recentValidation,
    ask: async (ground) => {
      const id = await validated(ground, 'Quick__c');
      const { status, json } = await quickly(ground, id);
      const { json: ended } = await over(ground.org, json.id);
      const again = await quickly(ground, id);
      const there = await fieldThere(ground.org, `${ground.object}.Quick__c`);
      return [status, json.id !== id, ended.deployResult.status, there, again.status >= 400];
    },
    answer: () => [201, true, 'Succeeded', true, true],
  },
  {
    belief: 'a deployment after a validation ends its being good for a quick deploy',
    source: pages.quickDeploy,
    ask: async (ground) => {
      const id = await validated(ground, 'Overtaken__c');
      await deployFields(ground, ['Other__c'], numberXml('Other__c'));
      const refused = await quickly(ground, id);
      return [refused.status >= 400, await fieldThere(ground.org, `${ground.object}.Overtaken__c`)];
    },
    answer: () => [true, false],
  },
  {
    belief: 'without rollbackOnError what is good stays, and the deployment has succeeded in part',
    source: pages.deployResult,
    ask: async (ground) => {
      const xml = numberXml('Fine__c') + numberXml('Wrong__c', '<length>5</length>');
      const { status } = await deployFields(ground, ['Fine__c', 'Wrong__c'], xml, { rollbackOnError: false });
      return [status, await fieldThere(ground.org, `${ground.object}.Fine__c`)];
    },
    answer: () => ['SucceededPartial', true],
  },
  {
    belief: 'a type that nobody knows is refused by its name',
    source: known,
    ask: async ({ org }) => {
      const { details } = await deploy(org, { Gadget: ['X'] }, {}, { checkOnly: true });
      return details.componentFailures.map(({ problem }) => problem);
    },
    answer: () => expect.arrayContaining([expect.stringContaining("Unknown type name 'Gadget'")]),
  },
  {
    belief: 'the zip of a retrieval is handed out once',
    source: pages.checkRetrieve,
    ask: async ({ org, object }) => {
      const types = `<types><members>${object}</members><name>CustomObject</name></types>`;
      const unpackaged = `<unpackaged>${types}<version>${org.version}</version></unpackaged>`;
      const started = await soapCall(org, 'm', `<retrieve><request>${unpackaged}</request></retrieve>`);
      const id = `<asyncProcessId>${element(started, 'id')}</asyncProcessId>`;
      const check = () =>
        soapCall(org, 'm', `<checkRetrieveStatus>${id}<includeZip>true</includeZip></checkRetrieveStatus>`);
      const first = await until(check, (answer) => element(answer, 'done') === 'true');
      return [(element(first, 'zipFile') ?? '') !== '', (await check()).status];
    },
    answer: () => [true, 500],
  },
];

askAll(prepareGround, cases);
