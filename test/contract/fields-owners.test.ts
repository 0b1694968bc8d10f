import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { addFields } from './field-grants.ts';
import { fresh, type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

const queuePage =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_queuesobject.htm';

interface Queues extends Ground {
  /** A queue for rows of the ground's object, and one for none. */
  readonly queue: string;
  readonly idle: string;
}

async function prepare(org: ContractOrg): Promise<Queues> {
  const ground = await prepareGround(org);
  await addFields(
    ground,
    {
      Due__c: '<defaultValue>TODAY() + 30</defaultValue><type>Date</type>',
      Kind__c: picklistXml('', 'Car', 'Bike', 'Boat'),
    },
    'edit',
  );
  await addFields(ground, { Part__c: picklistXml(dependence, 'Wheel', 'Sail') }, 'edit');
  const make = async (object: string, row: Readonly<Record<string, unknown>>): Promise<string> => {
    const made = await org.call('POST', `sobjects/${object}`, row);
    if (made.status !== 201) throw new Error(`A row of ${object} was refused: ${made.text}`);
    org.later(() => org.call('DELETE', `sobjects/${object}/${made.json.id}`));
    return made.json.id;
  };
  const group = (name: string) => make('Group', { Name: name, DeveloperName: name, Type: 'Queue' });
  const [queue, idle] = [await group(fresh('Contract_Queue')), await group(fresh('Contract_Idle'))];
  await make('QueueSobject', { QueueId: queue, SobjectType: ground.object });
  return { ...ground, queue, idle };
}

const dependence = `<controllingField>Kind__c</controllingField>
  <valueSettings><controllingFieldValue>Car</controllingFieldValue><controllingFieldValue>Bike</controllingFieldValue><valueName>Wheel</valueName></valueSettings>
  <valueSettings><controllingFieldValue>Boat</controllingFieldValue><valueName>Sail</valueName></valueSettings>`;

function picklistXml(more: string, ...values: readonly string[]): string {
  const list = values.map(
    (value) => `<value><fullName>${value}</fullName><default>false</default><label>${value}</label></value>`,
  );
  const [controlling = '', ...settings] = more.split(/(?=<valueSettings>)/);
  return `<type>Picklist</type><valueSet>${controlling}<valueSetDefinition><sorted>false</sorted>${list.join('')}</valueSetDefinition>${settings.join('')}</valueSet>`;
}

const cases: readonly Case<Queues>[] = [
  {
    belief: 'a queue owns rows of the objects that it is made for',
    source: queuePage,
    ask: async ({ org, object, queue, make }) => {
      const id = await make({ Key__c: 'queued', OwnerId: queue });
      const { json } = await org.call('GET', soql(`SELECT Owner.Type FROM ${object} WHERE Id = '${id}'`));
      return json.records[0].Owner.Type;
    },
    answer: () => 'Queue',
  },
  {
    belief: 'a queue owns no rows of other objects',
    source: queuePage,
    ask: async ({ org, object, idle }) => {
      const { json } = await org.call('POST', `sobjects/${object}`, { Key__c: 'idle', OwnerId: idle });
      return [json[0].errorCode, json[0].message];
    },
    answer: () => ['INVALID_OPERATION', 'Queue not associated with this SObject type'],
  },
  {
    belief: 'a row of a custom object belongs to a group or a user, and one of an account to a user',
    source: pages.fieldTypes,
    ask: async ({ org, object }) => {
      const owners: unknown[] = [];
      for (const name of [object, 'Account']) {
        const { json } = await org.call('GET', `sobjects/${name}/describe`);
        owners.push(json.fields.find((field: { name: string }) => field.name === 'OwnerId').referenceTo);
      }
      return owners;
    },
    answer: () => [['Group', 'User'], ['User']],
  },
  {
    belief: 'a default that is a formula is worked out when the row is made',
    source: 'https://help.salesforce.com/s/articleView?id=platform.fields_default_field_values.htm',
    ask: async ({ org, object, make }) => {
      const id = await make({ Key__c: 'due' });
      const { json } = await org.call('GET', `sobjects/${object}/${id}?fields=Due__c,CreatedDate`);
      const days = (Date.parse(json.Due__c) - Date.parse(json.CreatedDate)) / 86_400_000;
      return days > 28 && days < 31;
    },
    answer: () => true,
  },
  {
    belief: 'describe tells for which values of its controlling field each value of a picklist is',
    source:
      'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm',
    ask: async ({ org, object }) => {
      const { json } = await org.call('GET', `sobjects/${object}/describe`);
      const field = json.fields.find(({ name }: { name: string }) => name === 'Part__c');
      return [
        field.dependentPicklist,
        field.controllerName,
        field.picklistValues.map((value: { validFor: string }) => value.validFor.charAt(0)),
      ];
    },
    answer: () => [true, 'Kind__c', ['w', 'I']],
  },
];

askAll(prepare, cases);
