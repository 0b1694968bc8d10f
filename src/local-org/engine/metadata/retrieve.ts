import { strToU8, type Zippable, zipSync } from 'fflate';
import { ApiError } from '../api-error.ts';
import { to18 } from '../ids.ts';
import { mayRead, needMetadataRight } from './apply.ts';
import { nextId } from './component-records.ts';
import { type FileProperties, fileOf, filePropertiesOf } from './file-properties.ts';
import { type Manifest, metadataNamespace, printManifest } from './manifest.ts';
import { handlerOf } from './registry.ts';
import type { Asking, MetadataHandler, TypeName } from './types.ts';
import { readChild, readWhole } from './whole.ts';
import { printXml, type Xml } from './xml.ts';

export interface RetrieveResult {
  readonly done: true;
  readonly fileProperties: readonly FileProperties[];
  readonly id: string;
  readonly messages: readonly { readonly fileName: string; readonly problem: string }[];
  readonly status: 'Succeeded';
  readonly success: true;
  /** In base64. */
  readonly zipFile: string;
}

const kind = 'metadata/retrieve';

/** A name that was asked for, and the component that it stands for. */
interface Wanted {
  readonly handler: MetadataHandler;
  readonly fullName: string;
}

/** Puts what a manifest names into a zip; done when it returns. */
export function retrieve(
  asking: Asking,
  manifest: Manifest,
  singlePackage: boolean,
  packageNames: readonly string[] = [],
): RetrieveResult {
  needMetadataRight(asking);
  const folder = singlePackage ? '' : 'unpackaged/';
  const messages = packageNames.map((name) => ({
    fileName: `${folder}package.xml`,
    problem: `No package named '${name}' found`,
  }));
  const wanted = [...manifest.types].flatMap(([type, members]) =>
    members.flatMap((member) => {
      const found = findWanted(asking, type, member);
      if (found === undefined) messages.push({ fileName: `${folder}package.xml`, problem: absent(type, member) });
      return found ?? [];
    }),
  );
  const files: Zippable = {};
  for (const [fileName, xml] of filesOf(asking, wanted)) files[`${folder}${fileName}`] = strToU8(xml);
  const named = new Map<string, string[]>();
  for (const { handler, fullName } of wanted) named.set(handler.type, [...(named.get(handler.type) ?? []), fullName]);
  files[`${folder}package.xml`] = strToU8(printManifest({ types: named, version: manifest.version }));
  const id = nextId(asking, '09S');
  const mtime = asking.engine.clock.now();
  const result: RetrieveResult = {
    done: true,
    fileProperties: [
      ...wanted.map(({ handler, fullName }) => filePropertiesOf(asking, handler.type, fullName, folder)),
      manifestProperties(asking, folder, id),
    ],
    id,
    messages,
    status: 'Succeeded',
    success: true,
    zipFile: Buffer.from(zipSync(files, { mtime })).toString('base64'),
  };
  asking.engine.documents.put(kind, id, result);
  return result;
}

/** The zip is handed out once, as the platform does: its file is deleted with the answer. */
export function retrieveStatus(asking: Asking, id: string, includeZip: boolean): RetrieveResult {
  needMetadataRight(asking);
  const result = asking.engine.documents.get<RetrieveResult>(kind, to18(id));
  if (result === undefined) throw new ApiError(404, 'INVALID_LOCATOR', `retrieve result not found: ${id}`);
  if (!includeZip) return { ...result, zipFile: '' };
  asking.engine.documents.delete(kind, result.id);
  return result;
}

function findWanted(asking: Asking, type: string, member: string): readonly Wanted[] | undefined {
  const handler = handlerOf(type);
  if (handler === undefined || !mayRead(asking, handler.type)) return member === '*' ? [] : undefined;
  if (member === '*') return everything(asking, handler).map((fullName) => ({ handler, fullName }));
  const fullName = handler.find(asking, member);
  return fullName === undefined ? undefined : [{ handler, fullName }];
}

/**
 * The asterisk does not stand for standard objects.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm
 */
function everything(asking: Asking, handler: MetadataHandler): readonly string[] {
  const names = handler.names(asking);
  return handler.type === 'CustomObject'
    ? names.filter((name) => asking.engine.schema.object(name)?.custom === true)
    : names;
}

/** One file per component; the children asked for by name share the file of their parent. */
function filesOf(asking: Asking, wanted: readonly Wanted[]): ReadonlyMap<string, string> {
  const whole = new Map<string, string>();
  for (const { handler, fullName } of wanted) {
    if (handler.parent !== undefined) continue;
    whole.set(fileOf(handler.type, fullName), print(handler.type, readWhole(asking, handler.type, fullName)!));
  }
  const parts = new Map<string, Record<string, Xml[]>>();
  for (const { handler, fullName } of wanted) {
    const fileName = fileOf(handler.type, fullName);
    if (handler.parent === undefined || whole.has(fileName)) continue;
    const part = parts.get(fileName) ?? {};
    part[handler.parent.element] = [...(part[handler.parent.element] ?? []), readChild(asking, handler, fullName)];
    parts.set(fileName, part);
  }
  return new Map([...whole, ...[...parts].map(([fileName, part]) => [fileName, print('CustomObject', part)] as const)]);
}

const print = (type: TypeName, content: Xml): string => printXml(type, metadataNamespace, content);

const absent = (type: string, fullName: string): string =>
  `Entity of type '${type}' named '${fullName}' cannot be found`;

function manifestProperties(asking: Asking, folder: string, id: string): FileProperties {
  const { user } = asking.session;
  const at = asking.engine.clock.now().toISOString();
  return {
    createdById: user.id,
    createdByName: user.name,
    createdDate: at,
    fileName: `${folder}package.xml`,
    fullName: `${folder}package.xml`,
    id,
    lastModifiedById: user.id,
    lastModifiedByName: user.name,
    lastModifiedDate: at,
    manageableState: 'unmanaged',
    type: 'Package',
  };
}
