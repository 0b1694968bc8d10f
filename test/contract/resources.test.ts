import { askAll, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const past = 'Sat, 01 Jan 2000 00:00:00 GMT';
const future = 'Fri, 01 Jan 2100 00:00:00 GMT';

const row = async ({ object, make }: Ground): Promise<string> =>
  `sobjects/${object}/${await make({ Note__c: 'seen' })}`;

const statusWith = async ({ org }: Ground, path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  (await org.call('GET', path, undefined, { headers })).status;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a row that has not changed since the date is not sent again',
    source: pages.conditional,
    ask: async (ground) => {
      const path = await row(ground);
      const asked = [future, past].map((date) => statusWith(ground, path, { 'If-Modified-Since': date }));
      return Promise.all(asked);
    },
    answer: () => [304, 200],
  },
  {
    belief: 'a row that has changed since the date is not changed',
    source: pages.conditional,
    ask: async (ground) => {
      const path = await row(ground);
      const change = async (date: string) =>
        (await ground.org.call('PATCH', path, { Note__c: 'x' }, { headers: { 'If-Unmodified-Since': date } })).status;
      return [await change(past), await change(future)];
    },
    answer: () => [412, 204],
  },
  {
    belief: 'a description that has not changed since it was sent is not sent again',
    source: pages.conditional,
    ask: async (ground) => {
      const path = `sobjects/${ground.object}/describe`;
      const since = (await ground.org.call('GET', path)).headers.get('last-modified') ?? '';
      const headers = [since, past].map((date) => ({ 'If-Modified-Since': date }));
      return Promise.all(headers.map((one) => statusWith(ground, path, one)));
    },
    answer: () => [304, 200],
  },
  {
    belief: 'a description is sent again when somebody is granted a field that it then shows',
    source: known,
    ask: async (ground) => {
      const { org, object, setId } = ground;
      const path = `sobjects/${object}/describe`;
      const since = (await org.call('GET', path)).headers.get('last-modified') ?? '';
      const grant = { ParentId: setId, SobjectType: object, Field: `${object}.Hidden__c`, PermissionsRead: true };
      const { json } = await org.call('POST', 'sobjects/FieldPermissions', grant);
      const status = await statusWith(ground, path, { 'If-Modified-Since': since });
      await org.call('DELETE', `sobjects/FieldPermissions/${json.id}`);
      return status;
    },
    answer: () => 200,
  },
  {
    belief: 'large answers come compressed to whoever accepts gzip',
    source: pages.compression,
    ask: async ({ org, object }) => {
      const { headers } = await org.call('GET', `sobjects/${object}/describe`, undefined, {
        headers: { 'Accept-Encoding': 'gzip' },
      });
      return headers.get('content-encoding');
    },
    answer: () => 'gzip',
  },
  {
    belief: 'a POST with _HttpMethod=PATCH is a PATCH',
    source: pages.methodOverride,
    ask: async (ground) =>
      (await ground.org.call('POST', `${await row(ground)}?_HttpMethod=PATCH`, { Note__c: 'y' })).status,
    answer: () => 204,
  },
  {
    belief: 'a relationship leads from a row to its parent, and from that to its children',
    source: pages.relationships,
    ask: async ({ org, object, make }) => {
      const parent = await make({ Note__c: 'parent' });
      const child = await make({ Parent__c: parent });
      const up = await org.call('GET', `sobjects/${object}/${child}/Parent__r?fields=Note__c`);
      const down = await org.call('GET', `sobjects/${object}/${parent}/Children__r?fields=Note__c`);
      return [up.json.Note__c, down.json.totalSize, down.json.done];
    },
    answer: () => ['parent', 1, true],
  },
  {
    belief: 'a lookup without a value leads nowhere',
    source: pages.relationships,
    ask: async ({ org, object, make }) =>
      coded(await org.call('GET', `sobjects/${object}/${await make({})}/Parent__r`)),
    answer: () => [404, 'NOT_FOUND'],
  },
  {
    belief: 'only the fields asked for come with a row, and its Id',
    source: pages.rowRetrieve,
    ask: async (ground) => {
      const { json } = await ground.org.call('GET', `${await row(ground)}?fields=Note__c`);
      return Object.keys(json).sort();
    },
    answer: () => ['Id', 'Note__c', 'attributes'],
  },
  {
    belief: 'a row that was made says where it is',
    source: known,
    ask: async ({ org, object }) => {
      const { headers, json } = await org.call('POST', `sobjects/${object}`, {});
      return headers.get('location')?.endsWith(`/sobjects/${object}/${json.id}`);
    },
    answer: () => true,
  },
  {
    belief: 'every object has a layout for the master record type, and a compact layout with its name',
    source: pages.layouts,
    ask: async ({ org, object }) => {
      const { json } = await org.call('GET', `sobjects/${object}/describe/layouts`);
      const master = json.recordTypeMappings.find((one: { master: boolean }) => one.master);
      const compact = await org.call('GET', `sobjects/${object}/describe/compactLayouts`);
      const names = compact.json.compactLayouts.map((one: { name: string }) => one.name);
      return [json.layouts.length, master.recordTypeId, names];
    },
    answer: () => [1, '012000000000000AAA', ['SYSTEM']],
  },
  {
    belief: 'a resource that there is not is not found, and a method that it does not have is not allowed',
    source: pages.restErrors,
    ask: async ({ org }) => [
      coded(await org.call('GET', 'nonsense')),
      coded(await org.call('GET', 'sobjects/relevantItemz')),
      coded(await org.call('DELETE', 'limits')),
    ],
    answer: () => [
      [404, 'NOT_FOUND'],
      [404, 'NOT_FOUND'],
      [405, 'METHOD_NOT_ALLOWED'],
    ],
  },
];

askAll(prepareGround, cases);
