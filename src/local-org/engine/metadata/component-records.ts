import { idOf } from '../ids.ts';
import type { Asking, TypeName } from './types.ts';
import type { Xml } from './xml.ts';

/** Who made and changed a component and when, and the content that no other part of the org keeps. */
export interface ComponentRecord {
  readonly fullName: string;
  readonly id: string;
  readonly content: Xml;
  readonly createdBy: Author;
  readonly createdDate: string;
  readonly lastModifiedBy: Author;
  readonly lastModifiedDate: string;
}

export interface Author {
  readonly id: string;
  readonly name: string;
}

const kind = (type: TypeName): string => `metadata/${type}`;
const key = (fullName: string): string => fullName.toLowerCase();

export function recordOf({ engine }: Asking, type: TypeName, fullName: string): ComponentRecord | undefined {
  return engine.documents.get<ComponentRecord>(kind(type), key(fullName));
}

export function recordsOf({ engine }: Asking, type: TypeName): readonly ComponentRecord[] {
  return engine.documents.all<ComponentRecord>(kind(type)).map(({ value }) => value);
}

/** Keeps the content; the stamp moves by `stampRecord` only, once it is known that something changed. */
export function saveContent(asking: Asking, type: TypeName, idPrefix: string, fullName: string, content: Xml): void {
  const record = recordOf(asking, type, fullName) ?? newRecord(asking, fullName, nextId(asking, idPrefix));
  asking.engine.documents.put(kind(type), key(fullName), { ...record, content });
}

/** The same for a component that is a row: the record goes by the row's Id, and one of an earlier row counts no more. */
export function saveContentOfRow(asking: Asking, type: TypeName, rowId: string, fullName: string, content: Xml): void {
  const record = recordOfRow(asking, type, rowId, fullName) ?? newRecord(asking, fullName, rowId);
  asking.engine.documents.put(kind(type), key(fullName), { ...record, content });
}

export function recordOfRow(
  asking: Asking,
  type: TypeName,
  rowId: string,
  fullName: string,
): ComponentRecord | undefined {
  const record = recordOf(asking, type, fullName);
  return record?.id === rowId ? record : undefined;
}

/** Notes who changed a component just now. */
export function stampRecord(asking: Asking, type: TypeName, fullName: string): void {
  const record = recordOf(asking, type, fullName);
  if (record === undefined) return;
  asking.engine.documents.put(kind(type), key(fullName), {
    ...record,
    lastModifiedBy: author(asking),
    lastModifiedDate: asking.engine.clock.now().toISOString(),
  });
}

export function dropRecord({ engine }: Asking, type: TypeName, fullName: string): void {
  engine.documents.delete(kind(type), key(fullName));
}

/** Drops the records of a type whose full names begin so: the children of an object that goes. */
export function dropRecordsOf(asking: Asking, type: TypeName, beginning: string): void {
  for (const { fullName } of recordsOf(asking, type)) {
    if (key(fullName).startsWith(key(beginning))) dropRecord(asking, type, fullName);
  }
}

/** The next Id with this key prefix for what has no table of its own. */
export function nextId({ engine }: Asking, prefix: string): string {
  const serial = (engine.documents.get<number>('metadata/serial', prefix) ?? 0) + 1;
  engine.documents.put('metadata/serial', prefix, serial);
  return idOf(prefix, serial);
}

export const author = ({ session }: Asking): Author => ({ id: session.user.id, name: session.user.name });

function newRecord(asking: Asking, fullName: string, id: string): ComponentRecord {
  const by = author(asking);
  const at = asking.engine.clock.now().toISOString();
  return {
    fullName,
    id,
    content: {},
    createdBy: by,
    createdDate: at,
    lastModifiedBy: by,
    lastModifiedDate: at,
  };
}
