import { ApiError } from '../api-error.ts';
import { applyComponent, mayRead, needMetadataRight, problemOf, removeComponent } from './deploy/apply.ts';
import { fileMarked } from './kept-files.ts';
import { handlerFor, handlerOf } from './registry.ts';
import { type Asking, type Component, MetadataProblem, type Putting, type TypeName } from './types.ts';
import { readWhole, takeApart } from './whole.ts';
import { textOf, type Xml } from './xml.ts';

/** What became of one component. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_saveresult.htm */
export interface SaveResult {
  readonly created?: boolean;
  readonly errors?: { readonly message: string; readonly statusCode: string };
  readonly fullName: string;
  readonly success: boolean;
}

export type Write = 'create' | 'update' | 'upsert';

/** More apps and records of metadata types than other components fit into a call. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_createMetadata.htm */
const mostAtOnce = (type: string): number => (type === 'CustomMetadata' || type === 'CustomApplication' ? 200 : 10);

/** Each component by itself: one refused does not hold up the others. */
export function writeMetadata(
  asking: Asking,
  write: Write,
  type: string,
  contents: readonly Xml[],
  version: number,
): readonly SaveResult[] {
  needMetadataRight(asking);
  const known = knownType(type);
  checkCount(type, contents.length);
  const onItsWay = new Set(contents.map((content) => textOf(content, 'fullName')?.toLowerCase()));
  const putting: Putting = {
    ...asking,
    version,
    has: (named, fullName) =>
      (named === known && onItsWay.has(fullName.toLowerCase())) ||
      handlerFor(named).find(asking, fullName) !== undefined,
  };
  return contents.map((content) => {
    const fullName = textOf(content, 'fullName') ?? '';
    const presence = (): boolean => handlerFor(known).find(asking, fullName) !== undefined;
    return attempt(asking, fullName, () => {
      const present = presence();
      if (write === 'create' && present) throw duplicate(known, fullName);
      if (write === 'update' && !present) throw absent(known, fullName);
      const { fullName: _, ...own } = content;
      const parts = takeApart({ type: known, fullName, content: own, place: { fileName: '' } });
      for (const part of parts) applyComponent(withParts(putting, parts), part);
      return write === 'upsert' ? { created: !present } : {};
    });
  });
}

export function deleteMetadata(asking: Asking, type: string, fullNames: readonly string[]): readonly SaveResult[] {
  needMetadataRight(asking);
  const known = knownType(type);
  checkCount(type, fullNames.length);
  return fullNames.map((fullName) =>
    attempt(asking, fullName, () => {
      if (removeComponent(asking, known, fullName) === undefined) throw absent(known, fullName);
      return {};
    }),
  );
}

/** Components with their children; `undefined` for one that is not there. */
export function readMetadata(asking: Asking, type: string, fullNames: readonly string[]): readonly (Xml | undefined)[] {
  needMetadataRight(asking);
  const known = knownType(type);
  checkCount(type, fullNames.length);
  if (!mayRead(asking, known)) throw new ApiError(403, 'INSUFFICIENT_ACCESS', `insufficient access rights on ${type}`);
  return fullNames.map((fullName) => {
    const found = handlerFor(known).find(asking, fullName);
    if (found === undefined) return undefined;
    const content = { fullName: [found], ...readWhole(asking, known, found) };
    const { file } = handlerFor(known);
    return file === undefined ? content : { ...content, [file]: [fileMarked(asking, textOf(content, file) ?? '')] };
  });
}

/** Types whose name can change without anything else knowing them by it; fields and objects hold data under theirs. */
const renamable: ReadonlySet<TypeName> = new Set([
  'ListView',
  'CompactLayout',
  'Layout',
  'CustomApplication',
  'ReportType',
]);

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_renameMetadata.htm */
export function renameMetadata(
  asking: Asking,
  type: string,
  oldName: string,
  newName: string,
  version: number,
): SaveResult {
  needMetadataRight(asking);
  const known = knownType(type);
  return attempt(asking, oldName, () => {
    const handler = handlerFor(known);
    const found = handler.find(asking, oldName);
    if (found === undefined) throw absent(known, oldName);
    if (!renamable.has(known))
      throw new MetadataProblem(
        'INVALID_OPERATION',
        `renameMetadata is not available for ${type} in this organization`,
      );
    if (handler.find(asking, newName) !== undefined) throw duplicate(known, newName);
    const content = handler.read(asking, found)!;
    const putting: Putting = {
      ...asking,
      version,
      has: (named, name) => handlerFor(named).find(asking, name) !== undefined,
    };
    applyComponent(putting, { type: known, fullName: newName, content, place: { fileName: '' } });
    removeComponent(asking, known, found);
    return {};
  });
}

function attempt(asking: Asking, fullName: string, work: () => Partial<SaveResult>): SaveResult {
  try {
    return { ...asking.engine.transaction(work), fullName, success: true };
  } catch (error) {
    const { code, message } = problemOf(error);
    return { errors: { message, statusCode: code }, fullName, success: false };
  }
}

/** Children that come with their parent count as there. */
function withParts(putting: Putting, parts: readonly Component[]): Putting {
  const names = new Set(parts.map(({ type, fullName }) => `${type} ${fullName.toLowerCase()}`));
  return {
    ...putting,
    arriving: parts,
    has: (type, fullName) => names.has(`${type} ${fullName.toLowerCase()}`) || putting.has(type, fullName),
  };
}

function knownType(type: string): TypeName {
  const handler = handlerOf(type);
  if (handler === undefined)
    throw new ApiError(400, 'INVALID_TYPE', `This type of metadata is not available for this organization: ${type}`);
  return handler.type;
}

function checkCount(type: string, count: number): void {
  const most = mostAtOnce(type);
  if (count > most)
    throw new ApiError(
      400,
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${most} records into this call`,
    );
}

function duplicate(type: TypeName, fullName: string): MetadataProblem {
  const [object, field] = fullName.split('.');
  const message =
    type === 'CustomField'
      ? `There is already a field named ${field} on ${object}.`
      : `This ${type} name is already in use: ${fullName}`;
  return new MetadataProblem('DUPLICATE_DEVELOPER_NAME', message);
}

const absent = (type: TypeName, fullName: string): MetadataProblem =>
  new MetadataProblem('INVALID_CROSS_REFERENCE_KEY', `In field: fullName - no ${type} named ${fullName} found`);
