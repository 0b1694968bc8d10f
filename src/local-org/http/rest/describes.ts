import { notThere } from '../versions.ts';
import { type Answer, type Ask, isObject, ok, type RestRoute, restPage } from './route.ts';
import { recentOf } from './rows/recent.ts';

/** What there is in the org, as this user may see it. */
export const describeRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '', page: restPage('resources_discoveryresource'), answer: resources },
  {
    method: 'GET',
    path: 'sobjects',
    page: restPage('resources_describeGlobal'),
    answer: ({ entry }) => ok(entry.session.describeGlobal(entry.apiVersion)),
    conditional: 'schema',
  },
  { method: 'GET', path: 'sobjects/:object', page: restPage('resources_sobject_basic_info'), answer: basicInformation },
  {
    method: 'GET',
    path: 'sobjects/:object/describe',
    page: restPage('resources_sobject_describe'),
    answer: ({ entry, params }) => ok(entry.session.describe(params['object'] ?? '', entry.apiVersion)),
    conditional: 'schema',
  },
];

function resources({ entry, origin }: Ask): Answer {
  const base = `/services/data/v${entry.apiVersion}`;
  const names = [
    'appMenu',
    'compactLayouts',
    'composite',
    'limits',
    'process',
    'query',
    'queryAll',
    'quickActions',
    'recent',
    'search',
    'sobjects',
    'tabs',
    'theme',
    'tooling',
  ];
  return ok({
    ...Object.fromEntries(names.map((name) => [name, `${base}/${name}`])),
    jobs: `${base}/jobs`,
    metadata: `${base}/metadata`,
    parameterizedSearch: `${base}/parameterizedSearch`,
    identity: `${origin}/id/${entry.engine.organizationId}/${entry.session.user.id}`,
  });
}

function basicInformation({ entry, params }: Ask): Answer {
  const { session, apiVersion } = entry;
  const wanted = (params['object'] ?? '').toLowerCase();
  const all = session.describeGlobal(apiVersion)['sobjects'];
  const found = Array.isArray(all)
    ? all.filter(isObject).find(({ name }) => String(name).toLowerCase() === wanted)
    : undefined;
  if (found === undefined) throw notThere();
  const recentItems = recentOf(session, String(found['name']), 25, apiVersion).map(({ wire }) => wire);
  return ok({ objectDescribe: found, recentItems });
}
