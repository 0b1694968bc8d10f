import { bulkRoutes } from './bulk/register-bulk.ts';
import { restTable } from './rest/register-rest.ts';

/** How much of a resource is served: all that its page tells, or a part, and then which. */
type Coverage = { readonly kind: 'whole' } | { readonly kind: 'part'; readonly served: string };

export interface CoveredRoute {
  readonly method: string;
  readonly path: string;
  /** The page that describes it. */
  readonly page: string;
  readonly coverage: Coverage;
}

const help = (page: string): string => `https://help.salesforce.com/s/articleView?id=xcloud.${page}.htm`;
const metadataGuide = (page: string): string =>
  `https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/${page}.htm`;
const soapGuide = (page: string): string =>
  `https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/${page}.htm`;

const whole: Coverage = { kind: 'whole' };
const part = (served: string): Coverage => ({ kind: 'part', served });

/** What is served of resources whose pages tell more. Every other one is served whole. */
const partly: Readonly<Record<string, string>> = {
  'GET query': 'without explain',
  'GET search': 'words in names and e-mail addresses',
  'GET parameterizedSearch': 'words in names and e-mail addresses',
  'GET limits': 'the allocations that this server counts; others are shown unused',
  'GET recent': 'rows that the user made or changed',
  'POST composite': 'resources of the REST API; not jobs, tooling or metadata',
  'GET tooling/query': 'EntityDefinition, FieldDefinition and the objects of the data API',
  'GET tooling/sobjects': 'the objects of the data API',
  'GET tooling/sobjects/:object/describe': 'the objects of the data API',
  'POST jobs/ingest': 'without hardDelete, assignment rules and Bulk API 1.0',
  'GET jobs/ingest': 'all jobs on one page',
  'GET jobs/query': 'all jobs on one page',
};

const signIn: readonly CoveredRoute[] = [
  {
    method: 'GET',
    path: '/services/oauth2/authorize',
    page: help('remoteaccess_oauth_web_server_flow'),
    coverage: part('the code flow, from and to this machine, without a login page'),
  },
  {
    method: 'POST',
    path: '/services/oauth2/token',
    page: help('remoteaccess_oauth_endpoints'),
    coverage: part('authorization_code, refresh_token and JWT bearer'),
  },
  {
    method: 'POST',
    path: '/services/oauth2/introspect',
    page: help('remoteaccess_oidc_token_introspection_endpoint'),
    coverage: whole,
  },
  ...(['GET', 'POST'] as const).flatMap((method) => [
    { method, path: '/services/oauth2/userinfo', page: help('remoteaccess_using_userinfo_endpoint'), coverage: whole },
    { method, path: '/services/oauth2/revoke', page: help('remoteaccess_revoke_token'), coverage: whole },
    {
      method,
      path: '/services/oauth2/singleaccess',
      page: help('frontdoor_singleaccess'),
      coverage: part('the address; there are no pages behind it'),
    },
  ]),
  { method: 'GET', path: '/id/:org/:user', page: help('remoteaccess_using_openid'), coverage: whole },
];

const metadata: readonly CoveredRoute[] = [
  ...['m', 'u', 'c'].flatMap((api) =>
    ['', '/:organization'].map((end) => ({
      method: 'POST',
      path: `/services/Soap/${api}/:version${end}`,
      page: api === 'm' ? metadataGuide('meta_calls_intro') : soapGuide('sforce_api_calls_list'),
      coverage: part(api === 'm' ? 'file-based and CRUD calls' : 'calls about the user and the time'),
    })),
  ),
  {
    method: 'POST',
    path: '/services/data/:version/metadata/deployRequest',
    page: metadataGuide('meta_rest_deploy'),
    coverage: whole,
  },
  {
    method: 'GET',
    path: '/services/data/:version/metadata/deployRequest/:id',
    page: metadataGuide('meta_rest_deploy_checkstatus'),
    coverage: whole,
  },
  {
    method: 'PATCH',
    path: '/services/data/:version/metadata/deployRequest/:id',
    page: metadataGuide('meta_rest_deploy_cancel'),
    coverage: whole,
  },
];

/** Every route of the server, with the page it follows. What is not here is answered as the platform answers an unknown address. */
export const coverage: readonly CoveredRoute[] = [
  ...signIn,
  {
    method: 'GET',
    path: '/services/data',
    page: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_versions.htm',
    coverage: whole,
  },
  ...restTable.routes.map(({ method, path, page }) => ({
    method,
    path: `/services/data/:version${path === '' ? '' : `/${path}`}`,
    page,
    coverage: coverageOf(`${method} ${path}`),
  })),
  ...bulkRoutes.map(({ method, path, page }) => ({
    method,
    path: `/services/data/:version/jobs/${path}`,
    page,
    coverage: coverageOf(`${method} jobs/${path}`),
  })),
  ...metadata,
];

function coverageOf(route: string): Coverage {
  const served = partly[route];
  return served === undefined ? whole : part(served);
}
