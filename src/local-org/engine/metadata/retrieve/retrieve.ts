import { zipSync } from 'fflate';
import { ApiError } from '../../api-error.ts';
import { to18 } from '../../ids.ts';
import { nextId } from '../component-records.ts';
import { needMetadataRight } from '../deploy/apply.ts';
import type { FileProperties } from '../file-properties.ts';
import type { Manifest } from '../package/manifest.ts';
import { packageContents } from '../package/packages.ts';
import type { Asking } from '../types.ts';
import { type Gathered, gather, type RetrieveMessage } from './retrieved-files.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_retrieveresult.htm */
export interface RetrieveResult {
  readonly done: true;
  readonly errorMessage?: string;
  readonly errorStatusCode?: string;
  readonly fileProperties: readonly FileProperties[];
  readonly id: string;
  readonly messages: readonly RetrieveMessage[];
  readonly status: 'Succeeded' | 'Failed';
  readonly success: boolean;
  /** In base64. */
  readonly zipFile: string;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_retrieve_request.htm */
export interface RetrieveRequest {
  readonly unpackaged: Manifest;
  readonly packageNames: readonly string[];
  /** The one package lies at the root of the zip. */
  readonly singlePackage: boolean;
}

const kind = 'metadata/retrieve';
const limits = { files: 10_000, zip: 39 * 2 ** 20 } as const;
/** How long a result that nobody fetches is kept. Not documented; believed. */
const keptHours = 24;

interface KeptRetrieve {
  readonly at: number;
  readonly result: RetrieveResult;
}

/** Puts what is asked for into a zip; done when it returns. */
export function retrieve(asking: Asking, request: RetrieveRequest): RetrieveResult {
  needMetadataRight(asking);
  const id = nextId(asking, '09S');
  const folder = (name: string): string => (request.singlePackage ? '' : `${name}/`);
  const gathered = [
    ...request.packageNames.map((name) => ofPackage(asking, name, request, folder(name), id)),
    ...(request.packageNames.length > 0 && request.unpackaged.types.size === 0
      ? []
      : [gather(asking, request.unpackaged, folder('unpackaged'), id)]),
  ];
  const result = resultOf(asking, id, gathered);
  keep(asking, result);
  return result;
}

function ofPackage(
  asking: Asking,
  name: string,
  { unpackaged: { version } }: RetrieveRequest,
  folder: string,
  id: string,
): Gathered {
  const contents = packageContents(asking, name);
  if (contents !== undefined) return gather(asking, { ...contents, version }, folder, id);
  return {
    files: new Map(),
    properties: [],
    messages: [{ fileName: `${folder}package.xml`, problem: `No package named '${name}' found` }],
  };
}

function resultOf(asking: Asking, id: string, gathered: readonly Gathered[]): RetrieveResult {
  const files = Object.fromEntries(gathered.flatMap((one) => [...one.files]));
  const messages = gathered.flatMap((one) => one.messages);
  const zip = zipSync(files, { mtime: asking.engine.clock.now() });
  if (Object.keys(files).length > limits.files || zip.byteLength > limits.zip) {
    const errorMessage = `You cannot retrieve more than ${limits.files} files or ${limits.zip} bytes at once.`;
    const failed = { status: 'Failed', success: false, errorMessage, errorStatusCode: 'LIMIT_EXCEEDED' } as const;
    return { done: true, fileProperties: [], id, messages, zipFile: '', ...failed };
  }
  return {
    done: true,
    fileProperties: gathered.flatMap((one) => one.properties),
    id,
    messages,
    status: 'Succeeded',
    success: true,
    zipFile: Buffer.from(zip).toString('base64'),
  };
}

function keep({ engine }: Asking, result: RetrieveResult): void {
  const now = engine.clock.now().getTime();
  for (const { key, value } of engine.documents.all<KeptRetrieve>(kind)) {
    if (now - value.at > keptHours * 3_600_000) engine.documents.delete(kind, key);
  }
  engine.documents.put(kind, result.id, { at: now, result } satisfies KeptRetrieve);
}

/**
 * The zip is handed out once, as the platform does: its file is deleted with the answer.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_checkretrievestatus.htm
 */
export function retrieveStatus(asking: Asking, id: string, includeZip: boolean): RetrieveResult {
  needMetadataRight(asking);
  const kept = asking.engine.documents.get<KeptRetrieve>(kind, to18(id));
  if (kept === undefined) throw new ApiError(404, 'INVALID_LOCATOR', `retrieve result not found: ${id}`);
  if (!includeZip) return { ...kept.result, zipFile: '' };
  asking.engine.documents.delete(kind, kept.result.id);
  return kept.result;
}
