import { ApiError } from '../../engine/api-error.ts';
import { deleteMetadata, readMetadata, renameMetadata, type Write, writeMetadata } from '../../engine/metadata/crud.ts';
import {
  cancelDeploy,
  deployRecentValidation,
  deployStatus,
  startDeploy,
} from '../../engine/metadata/deploy/deploy.ts';
import { deployOptions } from '../../engine/metadata/deploy/deploy-result.ts';
import { describeMetadata, listMetadata } from '../../engine/metadata/describe-and-list.ts';
import { manifestOf } from '../../engine/metadata/package/manifest.ts';
import { sorted } from '../../engine/metadata/print-xml.ts';
import { retrieve, retrieveStatus } from '../../engine/metadata/retrieve/retrieve.ts';
import type { Asking } from '../../engine/metadata/types.ts';
import { flagOf, nodesOf, textOf, textsOf, type Xml } from '../../engine/metadata/xml.ts';
import type { SoapValue } from './envelope.ts';

/** What a call does, given its body and the API version of its address. */
export type SoapCall = (asking: Asking, body: Xml, version: string) => SoapValue;

/**
 * The calls of the Metadata API.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_calls_intro.htm
 */
export const metadataCalls: Readonly<Record<string, SoapCall>> = {
  deploy(asking, body, version) {
    const options = nodesOf(body, 'DeployOptions')[0] ?? {};
    const zip = textOf(body, 'ZipFile') ?? '';
    const { id } = startDeploy(
      asking,
      zip,
      deployOptions((name) => textOf(options, name)),
      version,
    );
    return { done: false, id, state: 'Queued' };
  },
  checkDeployStatus: (asking, body) =>
    asValue(deployStatus(asking, need(body, 'asyncProcessId'), flagOf(body, 'includeDetails') ?? false)),
  cancelDeploy(asking, body) {
    const { done, id } = cancelDeploy(asking, textOf(body, 'String') ?? need(body, 'id'));
    return { done, id };
  },
  deployRecentValidation: (asking, body, version) =>
    deployRecentValidation(asking, need(body, 'validationId'), version).id,
  retrieve(asking, body, version) {
    const request = nodesOf(body, 'retrieveRequest')[0] ?? nodesOf(body, 'request')[0] ?? {};
    const manifest = manifestOf(nodesOf(request, 'unpackaged')[0] ?? {});
    const { id } = retrieve(asking, {
      unpackaged: { ...manifest, version: manifest.version ?? textOf(request, 'apiVersion') ?? version },
      packageNames: textsOf(request, 'packageNames'),
      singlePackage: flagOf(request, 'singlePackage') ?? false,
    });
    return { done: false, id, state: 'Queued' };
  },
  checkRetrieveStatus: (asking, body) =>
    asValue(retrieveStatus(asking, need(body, 'asyncProcessId'), flagOf(body, 'includeZip') ?? true)),
  describeMetadata: (asking) => asValue(describeMetadata(asking)),
  listMetadata(asking, body) {
    const queries = nodesOf(body, 'queries').map((query) => textOf(query, 'type') ?? '');
    return someOrNothing(listMetadata(asking, queries));
  },
  readMetadata(asking, body) {
    const type = need(body, 'type');
    const found = readMetadata(asking, type, textsOf(body, 'fullNames'));
    return { records: found.map((content) => (content === undefined ? null : { '@type': type, ...sorted(content) })) };
  },
  createMetadata: (asking, body, version) => write(asking, 'create', body, version),
  updateMetadata: (asking, body, version) => write(asking, 'update', body, version),
  upsertMetadata: (asking, body, version) => write(asking, 'upsert', body, version),
  deleteMetadata: (asking, body) =>
    someOrNothing(deleteMetadata(asking, need(body, 'type'), textsOf(body, 'fullNames'))),
  renameMetadata: (asking, body, version) =>
    asValue(
      renameMetadata(asking, need(body, 'type'), need(body, 'oldFullName'), need(body, 'newFullName'), Number(version)),
    ),
};

function write(asking: Asking, kind: Write, body: Xml, version: string): SoapValue {
  const contents = nodesOf(body, 'metadata');
  const types = new Set(contents.map((content) => textOf(content, '@type') ?? ''));
  if (types.size !== 1) throw new ApiError(400, 'INVALID_TYPE', 'Specify components of one metadata type, by xsi:type');
  return someOrNothing(writeMetadata(asking, kind, [...types][0]!, contents, Number(version)));
}

/** A list without entries is no `result` element at all. */
const someOrNothing = (entries: readonly object[]): SoapValue =>
  entries.length === 0 ? undefined : entries.map((entry) => asValue(entry));

/** Our own results hold nothing but texts, numbers, flags, lists and records. */
const asValue = (result: object): SoapValue => result as { readonly [name: string]: SoapValue };

function need(body: Xml, element: string): string {
  const text = textOf(body, element)?.trim();
  if (text === undefined) throw new ApiError(400, 'REQUIRED_FIELD_MISSING', `Required field is missing: ${element}`);
  return text;
}
