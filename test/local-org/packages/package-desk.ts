import { strToU8, zipSync } from 'fflate';
import { ManualClock } from '../../../src/base/clock.ts';
import { type LocalOrg, type RunningOrg, type StartOptions, startLocalOrg } from '../../../src/local-org/index.ts';
import { gadget, metadata, numberField, zipOf } from '../metadata/an-org.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about
type Json = any;

export interface Answer {
  readonly status: number;
  readonly json: Json;
}

/** What is said of a version; the rest is as most versions have it. */
export interface VersionWishes {
  readonly number?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly dependencies?: readonly string[];
  readonly ancestor?: string;
  readonly coverage?: boolean;
  readonly skipValidation?: boolean;
  readonly promote?: boolean;
}

/** A server whose first org is a Dev Hub, and the calls by which packages are made and installed. */
export interface PackageDesk {
  readonly server: LocalOrg;
  readonly hub: RunningOrg;
  readonly clock: ManualClock;
  call(org: RunningOrg, method: string, path: string, body?: unknown): Promise<Answer>;
  tooling(org: RunningOrg, method: string, path: string, body?: unknown): Promise<Answer>;
  /** Rows of a query of the Tooling API. */
  rows(org: RunningOrg, soql: string): Promise<Json[]>;
  /** Rows of a query of the data API. */
  data(org: RunningOrg, soql: string): Promise<Json[]>;
  /** A new package; its `0Ho…`. */
  package(name: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** The request for a new version, worked. */
  request(packageId: string, wishes?: VersionWishes): Promise<Json>;
  /** A new version; its `04t…`. */
  version(packageId: string, wishes?: VersionWishes): Promise<string>;
  promote(versionId: string): Promise<Answer>;
  install(org: RunningOrg, versionId: string, more?: Readonly<Record<string, unknown>>): Promise<Json>;
  /** The words that the uninstallation was refused with; none when it went well. */
  uninstall(org: RunningOrg, versionId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openPackageDesk(options: StartOptions = {}): Promise<PackageDesk> {
  const clock = new ManualClock('2026-03-01T12:00:00Z');
  const server = await startLocalOrg({ clock, kind: 'production', ...options });

  async function call(org: RunningOrg, method: string, path: string, body?: unknown): Promise<Answer> {
    const form = body instanceof FormData;
    const response = await fetch(`${server.url}/services/data/v67.0/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${org.accessToken()}`,
        ...(form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  }
  const tooling: PackageDesk['tooling'] = (org, method, path, body) => call(org, method, `tooling/${path}`, body);

  async function query(org: RunningOrg, resource: string, soql: string): Promise<Json[]> {
    const { status, json } = await call(org, 'GET', `${resource}?q=${encodeURIComponent(soql)}`);
    if (status !== 200) throw new Error(JSON.stringify(json));
    return json.records;
  }
  const rows: PackageDesk['rows'] = (org, soql) => query(org, 'tooling/query', soql);

  async function made(answer: Promise<Answer>): Promise<string> {
    const { status, json } = await answer;
    if (status !== 201) throw new Error(JSON.stringify(json));
    return json.id;
  }

  const desk: PackageDesk = {
    server,
    hub: server,
    clock,
    call,
    tooling,
    rows,
    data: (org, soql) => query(org, 'query', soql),
    package: (name, more = {}) =>
      made(tooling(server, 'POST', 'sobjects/Package2', { Name: name, ContainerOptions: 'Unlocked', ...more })),
    async request(packageId, wishes = {}) {
      const id = await made(
        tooling(server, 'POST', 'sobjects/Package2VersionCreateRequest', versionForm(packageId, wishes)),
      );
      const soql = `SELECT Id, Status, Package2.Name, Package2VersionId, Package2Version.SubscriberPackageVersionId, Package2Version.BuildNumber FROM Package2VersionCreateRequest WHERE Id = '${id}' ORDER BY CreatedDate desc`;
      const errors = await rows(
        server,
        `SELECT Message FROM Package2VersionCreateRequestError WHERE ParentRequest.Id = '${id}'`,
      );
      return { ...(await rows(server, soql))[0], errors: errors.map(({ Message }) => Message) };
    },
    async version(packageId, wishes = {}) {
      const request = await desk.request(packageId, wishes);
      if (request.Status !== 'Success') throw new Error(JSON.stringify(request));
      const versionId = request.Package2Version.SubscriberPackageVersionId;
      if (wishes.promote) {
        const { status, json } = await desk.promote(versionId);
        if (status !== 204) throw new Error(JSON.stringify(json));
      }
      return versionId;
    },
    async promote(versionId) {
      const soql = `SELECT Id FROM Package2Version WHERE SubscriberPackageVersionId = '${versionId}'`;
      const [version] = await rows(server, soql);
      return tooling(server, 'PATCH', `sobjects/Package2Version/${version.Id}`, { IsReleased: true });
    },
    async install(org, versionId, more = {}) {
      const id = await made(
        tooling(org, 'POST', 'sobjects/PackageInstallRequest', { SubscriberPackageVersionKey: versionId, ...more }),
      );
      return (await tooling(org, 'GET', `sobjects/PackageInstallRequest/${id}`)).json;
    },
    async uninstall(org, versionId) {
      const object = 'SubscriberPackageVersionUninstallRequest';
      const id = await made(tooling(org, 'POST', `sobjects/${object}`, { SubscriberPackageVersionId: versionId }));
      const errors = await rows(
        org,
        `"SELECT Message FROM PackageVersionUninstallRequestError WHERE ParentRequest.Id = '${id}' ORDER BY Message"`,
      );
      const { Status } = (await tooling(org, 'GET', `sobjects/${object}/${id}`)).json;
      if ((Status === 'Success') !== (errors.length === 0)) throw new Error(`${Status} with ${errors.length} errors`);
      return errors.map(({ Message }) => Message);
    },
    close: () => server.close(),
  };
  return desk;
}

/** The request for a new version. */
export function versionForm(packageId: string, wishes: VersionWishes = {}): FormData {
  const descriptor = {
    id: packageId,
    versionName: 'Spring',
    versionNumber: wishes.number ?? '1.0.0.NEXT',
    ancestorId: wishes.ancestor ?? '',
    dependencies: (wishes.dependencies ?? []).map((id) => ({ subscriberPackageVersionId: id })),
  };
  const info = zipSync({
    'package.zip': zipOf(wishes.files ?? gadgetPackage(), types),
    'package2-descriptor.json': strToU8(JSON.stringify(descriptor)),
  });
  const request = {
    Package2Id: packageId,
    CalculateCodeCoverage: wishes.coverage ?? wishes.skipValidation !== true,
    SkipValidation: wishes.skipValidation ?? false,
    ...(wishes.key === undefined ? {} : { InstallKey: wishes.key }),
  };
  const body = new FormData();
  body.set('VersionInfo', new Blob([new Uint8Array(info)], { type: 'application/zip' }), 'package-version-info.zip');
  body.set('Package2VersionCreateRequest', new Blob([JSON.stringify(request)], { type: 'application/json' }));
  return body;
}

const types = [
  'CustomApplication',
  'CustomField',
  'CustomObject',
  'CustomTab',
  'Layout',
  'ListView',
  'PermissionSet',
  'ValidationRule',
];

export const lookupToAccount = (name = 'Account__c'): string =>
  `<fields><fullName>${name}</fullName><label>Account</label><type>Lookup</type><referenceTo>Account</referenceTo>
   <relationshipName>Gadgets</relationshipName></fields>`;

export const layoutOf = (object: string, ...fields: readonly string[]): string =>
  metadata(
    'Layout',
    `<layoutSections><label>Information</label><layoutColumns>${fields
      .map((field) => `<layoutItems><behavior>Edit</behavior><field>${field}</field></layoutItems>`)
      .join('')}</layoutColumns><style>OneColumn</style></layoutSections>`.replaceAll(`${object}.`, ''),
  );

export const permissionSetOf = (label: string, inside: string): string =>
  metadata('PermissionSet', `<label>${label}</label>${inside}`);

export const objectRights = (object: string, editable = true): string =>
  `<objectPermissions><allowCreate>${editable}</allowCreate><allowDelete>${editable}</allowDelete>
   <allowEdit>${editable}</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords>
   <object>${object}</object><viewAllRecords>false</viewAllRecords></objectPermissions>`;

export const fieldRights = (field: string): string =>
  `<fieldPermissions><editable>true</editable><field>${field}</field><readable>true</readable></fieldPermissions>`;

/** A small product: an object with a number and a lookup, its views, tab, app and a permission set that says too much. */
export const gadgetPackage = (more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  'objects/Gadget__c.object': gadget(
    `${numberField('Size__c')}${lookupToAccount()}
     <validationRules><fullName>Small</fullName><active>true</active><errorConditionFormula>Size__c &gt; 100</errorConditionFormula>
     <errorMessage>Too large</errorMessage></validationRules>
     <listViews><fullName>All</fullName><columns>Size__c</columns><filterScope>Everything</filterScope><label>All</label></listViews>`,
  ),
  'tabs/Gadget__c.tab': metadata('CustomTab', '<customObject>true</customObject><motif>Custom53: Bell</motif>'),
  'layouts/Gadget__c-Gadget Layout.layout': layoutOf('Gadget__c', 'Name', 'Size__c', 'Account__c'),
  'applications/Gadgets.app': metadata(
    'CustomApplication',
    '<label>Gadgets</label><navType>Standard</navType><tabs>Gadget__c</tabs><uiType>Lightning</uiType>',
  ),
  'permissionsets/Gadget_User.permissionset': permissionSetOf(
    'Gadget User',
    `<applicationVisibilities><application>Gadgets</application><visible>true</visible></applicationVisibilities>
     ${fieldRights('Account.Industry')}${fieldRights('Gadget__c.Account__c')}${fieldRights('Gadget__c.Size__c')}
     ${objectRights('Account')}${objectRights('Gadget__c')}
     <tabSettings><tab>Gadget__c</tab><visibility>Visible</visibility></tabSettings>
     <userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>`,
  ),
  ...more,
});
