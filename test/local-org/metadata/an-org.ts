import { strToU8, zipSync } from 'fflate';
import { ManualClock } from '../../../src/base/clock.ts';
import { openEngine } from '../../../src/local-org/engine/engine.ts';
import type { EngineOptions } from '../../../src/local-org/engine/engine-options.ts';
import { deploy } from '../../../src/local-org/engine/metadata/deploy/deploy.ts';
import {
  type DeployOptions,
  type DeployResult,
  deployOptions,
} from '../../../src/local-org/engine/metadata/deploy/deploy-result.ts';
import type { Asking } from '../../../src/local-org/engine/metadata/types.ts';

export interface TestOrg extends Asking {
  readonly clock: ManualClock;
  /** The same org as another user sees it. */
  as(username: string): Asking;
}

export function anOrg(options: Pick<EngineOptions, 'kind'> = {}): TestOrg {
  const clock = new ManualClock('2026-03-01T12:00:00Z');
  const engine = openEngine({ clock, ...options });
  const as = (username: string): Asking => ({ engine, session: engine.session(engine.userByUsername(username)!.id)! });
  return { ...as('admin@heap.local'), clock, as };
}

/** A zip of these files, with a manifest that names everything of the types given. */
export function zipOf(
  files: Readonly<Record<string, string>>,
  types: readonly string[] = allTypes,
  version = '67.0',
): Uint8Array {
  const manifest = `<Package xmlns="http://soap.sforce.com/2006/04/metadata">${types
    .map((type) => `<types><members>*</members><name>${type}</name></types>`)
    .join('')}<version>${version}</version></Package>`;
  const all = { 'package.xml': manifest, ...files };
  return zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])));
}

const allTypes = [
  'CustomApplication',
  'CustomLabels',
  'CustomMetadata',
  'CustomObject',
  'CustomTab',
  'DuplicateRule',
  'FlexiPage',
  'GlobalValueSet',
  'Layout',
  'MatchingRules',
  'PermissionSet',
  'Profile',
  'RemoteSiteSetting',
  'ReportType',
  'Settings',
  'StaticResource',
];

export function deployFiles(
  asking: Asking,
  files: Readonly<Record<string, string>>,
  options: Partial<DeployOptions> = {},
): DeployResult {
  const usual = { ...deployOptions(() => undefined), rollbackOnError: true, singlePackage: true };
  return deploy(asking, zipOf(files), { ...usual, ...options }, '67.0');
}

/** `Created CustomField X__c.A__c` for each component, in order. */
export function linesOf({ details }: DeployResult): string[] {
  return [...details!.componentSuccesses, ...details!.componentFailures]
    .filter(({ componentType }) => componentType !== '')
    .map((line) => {
      const what = line.created
        ? 'created'
        : line.deleted
          ? 'deleted'
          : line.changed
            ? 'changed'
            : line.success
              ? 'unchanged'
              : 'failed';
      return `${what} ${line.componentType} ${line.fullName}${line.problem === undefined ? '' : `: ${line.problem}`}`;
    });
}

export const problemsOf = (result: DeployResult): string[] =>
  result.details!.componentFailures.map(({ problem }) => problem ?? '');

export const metadata = (type: string, inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">\n${inside}\n</${type}>\n`;

/** A small object's settings, with whatever else its file shall hold. */
export const gadget = (more = ''): string =>
  metadata(
    'CustomObject',
    `<label>Gadget</label><pluralLabel>Gadgets</pluralLabel><deploymentStatus>Deployed</deploymentStatus>
     <sharingModel>ReadWrite</sharingModel><nameField><label>Gadget Name</label><type>Text</type></nameField>${more}`,
  );

export const numberField = (name: string, more = ''): string =>
  `<fields><fullName>${name}</fullName><label>${name.replace('__c', '')}</label><type>Number</type>
   <precision>18</precision><scale>0</scale>${more}</fields>`;
