import { recordsOf } from '../../../engine/metadata/component-records.ts';
import { flagOf, textOf } from '../../../engine/metadata/xml.ts';
import { notThere } from '../../versions.ts';
import { type Ask, isObject, ok, type RestRoute, restPage } from '../route.ts';

/** What a user finds in the app: tabs, the apps themselves, and their colours. There are no pages behind it. */
export const appRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'tabs', page: restPage('resources_tabs'), answer: (ask) => ok(tabs(ask)) },
  {
    method: 'GET',
    path: 'theme',
    page: restPage('resources_themes'),
    answer: (ask) =>
      ok({ themeItems: tabs(ask).map(({ sobjectName }) => ({ colors: [], icons: [], name: sobjectName })) }),
  },
  { method: 'GET', path: 'appMenu/AppSwitcher', page: restPage('resources_appmenu_appswitcher'), answer: appSwitcher },
  {
    method: 'GET',
    path: 'appMenu/Salesforce1',
    page: restPage('resources_appmenu_salesforce1'),
    answer: () => ok({ appMenuItems: [] }),
  },
  { method: 'GET', path: 'quickActions', page: restPage('resources_quickactions'), answer: () => ok([]) },
  {
    method: 'GET',
    path: 'sobjects/:object/quickActions',
    page: restPage('resources_sobject_quickactions'),
    answer: ({ entry, params }) => {
      entry.session.describe(params['object'] ?? '', entry.apiVersion);
      return ok([]);
    },
  },
  {
    method: 'GET',
    path: 'sobjects/:object/quickActions/:action',
    page: restPage('resources_sobject_quickactions'),
    answer: () => {
      throw notThere();
    },
  },
];

interface Tab {
  readonly sobjectName: string;
  readonly [fact: string]: unknown;
}

/** Tabs of the objects that this user reads: of standard ones always, of custom ones when a tab was deployed. */
function tabs({ entry, origin }: Ask): readonly Tab[] {
  const { session, engine, apiVersion } = entry;
  const described = session.describeGlobal(apiVersion)['sobjects'];
  const visible = new Map(
    (Array.isArray(described) ? described.filter(isObject) : []).map((one) => [String(one['name']), one]),
  );
  const deployed = recordsOf(entry, 'CustomTab')
    .filter(({ content }) => flagOf(content, 'customObject') === true)
    .map(({ fullName }) => fullName.toLowerCase());
  return engine.schema
    .objects()
    .filter(
      ({ name, custom, permissionable }) =>
        visible.has(name) &&
        permissionable &&
        (custom ? deployed.includes(name.toLowerCase()) : visible.get(name)?.['layoutable'] === true),
    )
    .map(({ name, custom, keyPrefix, labelPlural }) => ({
      colors: [],
      custom,
      iconUrl: '',
      icons: [],
      label: labelPlural,
      miniIconUrl: '',
      name: custom ? name : `standard-${name}`,
      sobjectName: name,
      url: `${origin}/${keyPrefix}/o`,
    }));
}

function appSwitcher({ entry, origin }: Ask): ReturnType<RestRoute['answer']> {
  const appMenuItems = recordsOf(entry, 'CustomApplication').map(({ fullName, id, content }) => ({
    colors: [],
    content: null,
    icons: [],
    id,
    label: textOf(content, 'label') ?? fullName,
    name: fullName,
    type: 'Standard',
    url: `${origin}/lightning/app/${id}`,
  }));
  return ok({ appMenuItems });
}
