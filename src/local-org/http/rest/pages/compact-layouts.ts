import { recordOf, recordsOf } from '../../../engine/metadata/component-records.ts';
import { textOf, textsOf } from '../../../engine/metadata/xml.ts';
import { type Ask, listOf, ok, type RestRoute, restPage } from '../route.ts';
import { type Described, describedFields, layoutItem } from './layout-items.ts';

const page = restPage('resources_sobject_compactlayouts');

/** The few fields that stand for a row: the compact layouts that were deployed, and the default with the name alone. */
export const compactLayoutRoutes: readonly RestRoute[] = [
  {
    method: 'GET',
    path: 'sobjects/:object/describe/compactLayouts',
    page,
    answer: (ask) => ok(compactLayouts(ask, ask.params['object'] ?? '')),
  },
  {
    method: 'GET',
    path: 'compactLayouts',
    page: restPage('resources_compactlayouts'),
    answer: (ask) =>
      ok(Object.fromEntries(listOf(ask.query['q']).map((object) => [object, primaryOf(compactLayouts(ask, object))]))),
  },
];

const masterId = '012000000000000AAA';

function compactLayouts(ask: Ask, named: string): { readonly compactLayouts: readonly Described[] } & Described {
  const object = ask.entry.engine.schema.object(named)?.name ?? named;
  const fields = describedFields(ask, object);
  const nameField = [...fields.values()].find((field) => field['nameField'] === true)?.['name'];
  const systemDefault = compact(object, fields, { id: null, name: 'SYSTEM', label: 'System Default' }, [
    String(nameField ?? 'Id'),
  ]);
  const deployed = recordsOf(ask.entry, 'CompactLayout')
    .filter(({ fullName }) => fullName.toLowerCase().startsWith(`${object}.`.toLowerCase()))
    .map(({ fullName, id, content }) => {
      const name = fullName.slice(object.length + 1);
      return compact(object, fields, { id, name, label: textOf(content, 'label') ?? name }, textsOf(content, 'fields'));
    });
  const assigned = String(
    recordOf(ask.entry, 'CustomObject', object)?.content['compactLayoutAssignment']?.[0] ?? 'SYSTEM',
  );
  const all = [...deployed, systemDefault];
  const primary = all.find((one) => one['name'] === assigned) ?? systemDefault;
  const url = `/services/data/v${ask.entry.apiVersion}/sobjects/${object}/describe/compactLayouts`;
  return {
    compactLayouts: all,
    defaultCompactLayoutId: primary['id'],
    recordTypeCompactLayoutMappings: [
      {
        available: true,
        compactLayoutId: primary['id'],
        compactLayoutName: primary['name'],
        recordTypeId: masterId,
        recordTypeName: 'Master',
        urls: { compactLayout: `${url}/${masterId}` },
      },
    ],
    urls: { primary: `${url}/primary` },
  };
}

function compact(
  object: string,
  fields: ReadonlyMap<string, Described>,
  facts: Described,
  shown: readonly string[],
): Described {
  const seen = shown.map((name) => fields.get(name.toLowerCase())).filter((field) => field !== undefined);
  const fieldItems = seen.map((field, place) => layoutItem(field, place + 1, 'Readonly'));
  return { actions: [], fieldItems, ...facts, imageItems: [], objectType: object };
}

function primaryOf({
  compactLayouts: all,
  defaultCompactLayoutId: id,
}: ReturnType<typeof compactLayouts>): Described | undefined {
  return all.find((one) => one['id'] === id);
}
