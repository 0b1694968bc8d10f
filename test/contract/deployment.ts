import { strToU8, zipSync } from 'fflate';
import { type ContractOrg, until } from './contract-org.ts';

/** One component as a deployment reports it. */
export interface Message {
  readonly componentType: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly success: boolean;
  readonly created: boolean;
  readonly changed: boolean;
  readonly deleted: boolean;
  readonly problem?: string | null;
  readonly problemType?: string | null;
}

export interface Deployed {
  readonly status: string;
  readonly done: boolean;
  readonly success: boolean;
  readonly numberComponentErrors: number;
  readonly details: { readonly componentSuccesses: readonly Message[]; readonly componentFailures: readonly Message[] };
}

/** Full names by metadata type. */
export type Members = Readonly<Record<string, readonly string[]>>;

export const manifest = (members: Members, version: string): string => {
  const types = Object.entries(members).map(
    ([type, names]) =>
      `<types>${names.map((name) => `<members>${name}</members>`).join('')}<name>${type}</name></types>`,
  );
  return metadata('Package', `${types.join('')}<version>${version}</version>`);
};

export const metadata = (type: string, inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${inside}</${type}>\n`;

/** Deploys files, and gives what became of them once all is over. */
export async function deploy(
  org: ContractOrg,
  members: Members,
  files: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Deployed> {
  const all = { 'package.xml': manifest(members, org.version), ...files };
  const zip = zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])));
  const deployOptions = { singlePackage: true, rollbackOnError: true, ...options };
  const body = new FormData();
  body.set('json', new Blob([JSON.stringify({ deployOptions })], { type: 'application/json' }));
  body.set('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'package.zip');
  const started = await org.call('POST', 'metadata/deployRequest', body);
  if (started.status !== 201) throw new Error(`The deployment was refused: ${started.text}`);
  const address = `metadata/deployRequest/${started.json.id}?includeDetails=true`;
  const over = await until(
    () => org.call('GET', address),
    ({ json }) => json.deployResult.done === true,
  );
  return over.json.deployResult;
}

/** For what the cases stand on: a problem here is not what they ask about. */
export async function mustDeploy(...what: Parameters<typeof deploy>): Promise<Deployed> {
  const deployed = await deploy(...what);
  if (!deployed.success) throw new Error(`The deployment failed: ${problemsOf(deployed).join(' · ')}`);
  return deployed;
}

export const remove = (org: ContractOrg, members: Members): Promise<Deployed> =>
  mustDeploy(org, {}, { 'destructiveChanges.xml': manifest(members, org.version) });

export const problemsOf = ({ details }: Deployed): (string | null | undefined)[] =>
  details.componentFailures.map(({ problem }) => problem);

/** `created CustomField X__c.A__c` for each component, in the order of their names. */
export const linesOf = ({ details }: Deployed): string[] =>
  details.componentSuccesses
    .filter(({ componentType }) => componentType !== '')
    .map(({ created, deleted, changed, componentType, fullName }) => {
      const became = created ? 'created' : deleted ? 'deleted' : changed ? 'changed' : 'unchanged';
      return `${became} ${componentType} ${fullName}`;
    })
    .sort();
