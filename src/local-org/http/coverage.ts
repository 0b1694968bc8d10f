import { asyncRoutes } from './async/register-async.ts';
import { bulkRoutes } from './bulk/register-bulk.ts';
import { partly } from './coverage-notes.ts';
import { restTable } from './rest/register-rest.ts';
import { pathsOf } from './soap/register-soap.ts';
import { type SoapApi, soapApis } from './soap/soap-apis.ts';

/** How much of a resource or a call is served: all that its page tells, or a part, and then which. */
type Coverage = { readonly kind: 'whole' } | { readonly kind: 'part'; readonly served: string };

/** A route of Salesforce, and how much of it is served. */
export interface CoveredRoute {
  readonly api: string;
  readonly method: string;
  readonly path: string;
  /** The page that describes it. */
  readonly page: string;
  readonly coverage: Coverage;
}

/** The same of a SOAP call. */
export interface CoveredCall {
  readonly api: string;
  readonly call: string;
  readonly page: string;
  readonly coverage: Coverage;
}

const help = (page: string): string => `https://help.salesforce.com/s/articleView?id=xcloud.${page}.htm`;
const metadataGuide = (page: string): string =>
  `https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/${page}.htm`;

const whole: Coverage = { kind: 'whole' };
const part = (served: string): Coverage => ({ kind: 'part', served });
const coverageOf = (served: string | undefined): Coverage => (served === undefined ? whole : part(served));

const signIn: readonly Omit<CoveredRoute, 'api'>[] = [
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
    coverage: part('authorization_code, refresh_token, JWT bearer and client_credentials; passwords are refused'),
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
      coverage: part('the address, which leads to the pages below'),
    },
  ]),
  { method: 'GET', path: '/id/:org/:user', page: help('remoteaccess_using_openid'), coverage: whole },
];

const installing =
  'https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_install_pkg.htm';
const logIn = part('a form without a password, for this machine only; whoever is in sees the installed packages');

/** What people see. */
export const inTheBrowser = 'In the browser';
const pages: readonly Omit<CoveredRoute, 'api'>[] = [
  { method: 'GET', path: '/', page: help('basics_login'), coverage: logIn },
  { method: 'POST', path: '/', page: help('basics_login'), coverage: logIn },
  { method: 'GET', path: '/secur/frontdoor.jsp', page: help('frontdoor_singleaccess'), coverage: part('with otp') },
  { method: 'POST', path: '/secur/logout.jsp', page: help('basics_login'), coverage: whole },
  { method: 'GET', path: '/packaging/installPackage.apexp', page: installing, coverage: whole },
  ...(['GET', 'POST'] as const).map((method) => ({
    method,
    path: '/packagingSetupUI/ipLanding.app',
    page: installing,
    coverage: part('a page of its own look, without mail; profiles get full access or none'),
  })),
];

const deployRequest = '/services/data/:version/metadata/deployRequest';

const deployments: readonly Omit<CoveredRoute, 'api'>[] = [
  { method: 'POST', path: deployRequest, page: metadataGuide('meta_rest_deploy'), coverage: whole },
  { method: 'GET', path: `${deployRequest}/:id`, page: metadataGuide('meta_rest_deploy_checkstatus'), coverage: whole },
  { method: 'PATCH', path: `${deployRequest}/:id`, page: metadataGuide('meta_rest_deploy_cancel'), coverage: whole },
];

/** What an API is called, and the page that lists its calls. */
const soapBooks: Readonly<Record<SoapApi['letter'], readonly [name: string, page: string]>> = {
  m: ['Metadata API', metadataGuide('meta_calls_intro')],
  u: ['SOAP API, partner', 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_list.htm'],
  c: [
    'SOAP API, enterprise',
    'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_list.htm',
  ],
  s: ['Apex API', 'https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_api_intro.htm'],
};

const soap: readonly CoveredRoute[] = soapApis.flatMap((api) => {
  const [name, page] = soapBooks[api.letter];
  return pathsOf(api).map((path) => ({ api: name, method: 'POST', path, page, coverage: part('the calls below') }));
});

/** Every route of Salesforce's that is served, with the page it follows. */
export const coverage: readonly CoveredRoute[] = [
  ...signIn.map((route) => ({ api: 'Signing in', ...route })),
  {
    api: 'REST API',
    method: 'GET',
    path: '/services/data',
    page: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_versions.htm',
    coverage: whole,
  },
  ...restTable.routes.map(({ method, path, page }) => ({
    api: path.startsWith('tooling/') ? 'Tooling API' : 'REST API',
    method,
    path: `/services/data/:version${path === '' ? '' : `/${path}`}`,
    page,
    coverage: coverageOf(partly[`${method} ${path}`]),
  })),
  ...bulkRoutes.map(({ method, path, page }) => ({
    api: 'Bulk API 2.0',
    method,
    path: `/services/data/:version/jobs/${path}`,
    page,
    coverage: coverageOf(partly[`${method} jobs/${path}`]),
  })),
  ...asyncRoutes.map(({ method, path, page }) => ({
    api: 'Bulk API 1.0',
    method,
    path: `/services/async/:version/${path}`,
    page,
    coverage: coverageOf(partly[`${method} /services/async/:version/${path}`]),
  })),
  ...deployments.map((route) => ({ api: 'Metadata API', ...route })),
  ...soap,
  ...pages.map((route) => ({ api: inTheBrowser, ...route })),
];

/** Every SOAP call that is served, from the tables that the calls are answered by. */
export const callCoverage: readonly CoveredCall[] = soapApis.flatMap((api) =>
  Object.entries(api.calls).map(([call, { page, served }]) => ({
    api: soapBooks[api.letter][0],
    call,
    page,
    coverage: coverageOf(served),
  })),
);
