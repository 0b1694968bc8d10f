import type { Clock } from '../../../base/clock.ts';
import type { Store } from '../records/store/store.ts';
import type { DeletedPart } from '../types.ts';

/** Days that a deleted field or object is kept. https://help.salesforce.com/s/articleView?id=platform.fields_managing_deleted_fields.htm */
const daysKept = 15;

/**
 * Fields and objects that were deleted and still take their place. Each goes by a name with `_del`, so that its own is free at once.
 * https://help.salesforce.com/s/articleView?id=platform.fields_managing_deleted_fields.htm
 */
export interface DeletedParts {
  add(object: string, field?: string): void;
  /** Deleted fields of an object. */
  fields(object: string): readonly DeletedPart[];
  objects(): readonly DeletedPart[];
  all(): readonly DeletedPart[];
  /** Forgets the deleted fields of an object that is gone itself. */
  purgeFields(object: string): void;
}

/** `Sessions_del__c`, or with a number behind it while that name is taken. */
function nameFor(was: string, taken: ReadonlySet<string>): string {
  const stem = was.replace(/__c$/i, '');
  for (let serial = 0; ; serial++) {
    const name = `${stem}_del${serial === 0 ? '' : serial}__c`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

export function openDeletedParts(
  store: Store,
  clock: Clock,
  fieldNames: (object: string) => Iterable<string>,
): DeletedParts {
  store.exec(
    'CREATE TABLE IF NOT EXISTS _deleted (object TEXT NOT NULL, field TEXT NOT NULL, was TEXT NOT NULL, at INTEGER NOT NULL)',
  );

  function all(): readonly DeletedPart[] {
    const since = clock.now().getTime() - daysKept * 86_400_000;
    return store
      .prepare('SELECT object, field, was, at FROM _deleted WHERE at > ? ORDER BY at, rowid')
      .rows(since)
      .map(([object, field, was, at]) => ({
        object: String(object),
        ...(field === '' ? {} : { field: String(field) }),
        was: String(was),
        deletedDate: new Date(Number(at)),
      }));
  }

  const fields = (object: string) => all().filter((part) => part.field !== undefined && part.object === object);
  const objects = () => all().filter((part) => part.field === undefined);

  return {
    all,
    fields,
    objects,
    add(object, field) {
      const add = store.prepare('INSERT INTO _deleted (object, field, was, at) VALUES (?, ?, ?, ?)');
      const now = clock.now().getTime();
      if (field === undefined) {
        add.run(nameFor(object, new Set(objects().map((part) => part.object.toLowerCase()))), '', object, now);
      } else {
        const taken = [...fieldNames(object), ...fields(object).map((part) => part.field!)];
        add.run(object, nameFor(field, new Set(taken.map((name) => name.toLowerCase()))), field, now);
      }
    },
    purgeFields(object) {
      store.prepare("DELETE FROM _deleted WHERE object = ? AND field != ''").run(object);
    },
  };
}
