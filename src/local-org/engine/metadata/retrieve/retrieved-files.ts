import { strToU8 } from 'fflate';
import { mayRead } from '../deploy/apply.ts';
import { type FileProperties, fileOf, filePropertiesOf } from '../file-properties.ts';
import { isMetadataType } from '../handlers/custom-metadata.ts';
import { fileMarked } from '../kept-files.ts';
import { type Manifest, metadataNamespace, printManifest } from '../package/manifest.ts';
import { printXml } from '../print-xml.ts';
import { handlerFor, handlerOf } from '../registry.ts';
import type { Asking, MetadataHandler, TypeName } from '../types.ts';
import { readChild, readWhole } from '../whole.ts';
import { textOf, type Xml } from '../xml.ts';

export interface RetrieveMessage {
  readonly fileName: string;
  readonly problem: string;
}

/** The files of one folder of the zip, what they are, and what was asked for in vain. */
export interface Gathered {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly properties: readonly FileProperties[];
  readonly messages: readonly RetrieveMessage[];
}

/** A name that was asked for, and the component that it stands for. */
interface Wanted {
  readonly handler: MetadataHandler;
  readonly fullName: string;
}

/** The files that a manifest names, and a manifest of what was found. `id` is that of the request. */
export function gather(asking: Asking, manifest: Manifest, folder: string, id: string): Gathered {
  const manifestFile = `${folder}package.xml`;
  const messages: RetrieveMessage[] = [];
  const wanted = [...manifest.types].flatMap(([type, members]) =>
    members.flatMap((member) => {
      const found = findWanted(asking, type, member);
      if (found === undefined) messages.push({ fileName: manifestFile, problem: absent(type, member) });
      return found ?? [];
    }),
  );
  const files = new Map<string, Uint8Array>();
  for (const [fileName, bytes] of filesOf(asking, wanted)) files.set(`${folder}${fileName}`, bytes);
  const types = new Map<string, string[]>();
  for (const { handler, fullName } of wanted) types.set(handler.type, [...(types.get(handler.type) ?? []), fullName]);
  files.set(manifestFile, strToU8(printManifest({ ...manifest, types })));
  return {
    files,
    properties: [
      ...wanted.map(({ handler, fullName }) => filePropertiesOf(asking, handler.type, fullName, folder)),
      manifestProperties(asking, manifestFile, id),
    ],
    messages,
  };
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
    ? names.filter((name) => isMetadataType(name) || asking.engine.schema.object(name)?.custom === true)
    : names;
}

/** One file per component, or two; the children asked for by name share the file of their parent. */
function filesOf(asking: Asking, wanted: readonly Wanted[]): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const { handler, fullName } of wanted) {
    if (handler.parent !== undefined) continue;
    const fileName = fileOf(handler.type, fullName);
    const content = readWhole(asking, handler.type, fullName)!;
    if (handler.file === undefined) {
      files.set(fileName, print(handler.type, fullName, content));
    } else {
      const { [handler.file]: _, ...meta } = content;
      files.set(fileName, Buffer.from(fileMarked(asking, textOf(content, handler.file) ?? ''), 'base64'));
      files.set(`${fileName}-meta.xml`, print(handler.type, fullName, meta));
    }
  }
  const parts = new Map<string, { readonly parent: TypeName; readonly content: Record<string, Xml[]> }>();
  for (const { handler, fullName } of wanted) {
    const fileName = fileOf(handler.type, fullName);
    if (handler.parent === undefined || files.has(fileName)) continue;
    const { type, element } = handler.parent;
    const part = parts.get(fileName) ?? { parent: type, content: {} };
    const others = part.content[element] ?? [];
    part.content[element] = [...others, readChild(asking, handler, fullName)];
    parts.set(fileName, part);
  }
  for (const [fileName, { parent, content }] of parts) files.set(fileName, print(parent, '', content));
  return files;
}

const print = (type: TypeName, fullName: string, content: Xml): Uint8Array =>
  strToU8(printXml(handlerFor(type).rootOf?.(fullName) ?? type, metadataNamespace, content));

const absent = (type: string, fullName: string): string =>
  `Entity of type '${type}' named '${fullName}' cannot be found`;

function manifestProperties(asking: Asking, fileName: string, id: string): FileProperties {
  const { user } = asking.session;
  const at = asking.engine.clock.now().toISOString();
  return {
    createdById: user.id,
    createdByName: user.name,
    createdDate: at,
    fileName,
    fullName: fileName,
    id,
    lastModifiedById: user.id,
    lastModifiedByName: user.name,
    lastModifiedDate: at,
    manageableState: 'unmanaged',
    type: 'Package',
  };
}
