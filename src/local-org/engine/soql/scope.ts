import type { Clock } from '../../../base/clock.ts';
import type { Rights } from '../access/rights.ts';
import { relationshipOf } from '../schema/relationships.ts';
import type { FieldDef, ObjectDef, Schema } from '../types.ts';
import { noSuchField, noSuchObject, noSuchParent } from './malformed.ts';

/** What holds for the whole of one query. */
export interface QueryContext {
  readonly soql: string;
  readonly schema: Schema;
  readonly rights: Rights;
  readonly clock: Clock;
  /** Zone in which the user's days begin. */
  readonly zone: string;
  /** Deleted rows too. */
  readonly all: boolean;
  /** Numbers the tables of the query, so that those of a semi-join have names of their own. */
  readonly nextScope: () => number;
  /** What this user may not see of the definitions, as `Account.Phone`. */
  readonly hiddenDefinitions: () => string;
}

/** One table of a query: the object asked for, or a parent of it. */
export interface Source {
  readonly object: ObjectDef;
  readonly alias: string;
  readonly parents: Map<string, Source>;
  /** The relationship that led here. */
  readonly name: string;
}

export interface Resolved {
  readonly source: Source;
  readonly field: FieldDef;
  /** The column in SQL. */
  readonly sql: string;
  /** Parents from the object to the field's own, outermost first. */
  readonly path: readonly Source[];
}

export interface Scope {
  readonly root: Source;
  /** The field of a path as it is written in the query. */
  resolve(path: string): Resolved;
  /** All tables, joined. */
  from(): string;
}

/** The object, if the user may see it. */
export function visibleObject(context: QueryContext, name: string): ObjectDef {
  const object = context.schema.object(name);
  if (!object || !context.rights.object(object).read) throw noSuchObject(context.soql, name);
  return object;
}

/** Finds fields and parents by name, adding a join for each parent that is used. */
export function openScope(context: QueryContext, object: ObjectDef, soqlAlias: string | undefined): Scope {
  const prefix = `q${context.nextScope()}_`;
  const joins: string[] = [];
  let tables = 1;
  const root: Source = { object, alias: `${prefix}0`, parents: new Map(), name: '' };

  function parentOf(source: Source, name: string, asked: string): Source {
    const known = source.parents.get(name.toLowerCase());
    if (known) return known;
    const field = [...source.object.fields.values()].find(
      (each) => each.type === 'reference' && relationshipOf(each).toLowerCase() === name.toLowerCase(),
    );
    const target = field?.referenceTo?.[0] === undefined ? undefined : context.schema.object(field.referenceTo[0]);
    if (!field || !target || !context.rights.canRead(source.object, field) || !context.rights.object(target).read) {
      throw noSuchParent(context.soql, asked, name);
    }
    const parent: Source = {
      object: target,
      alias: `${prefix}${tables++}`,
      parents: new Map(),
      name: relationshipOf(field),
    };
    const key = target.name === 'EntityDefinition' ? 'QualifiedApiName' : 'Id';
    // A parent that the user may not see is as if it were not there. The Id is the session's own, never input.
    const owner = context.rights.rowsBy(target);
    const mine = owner === undefined ? '' : ` AND ${parent.alias}."${owner}" = '${context.rights.userId}'`;
    joins.push(
      `LEFT JOIN "${target.name}" ${parent.alias} ON ${parent.alias}."${key}" = ${source.alias}."${field.name}"${mine}`,
    );
    source.parents.set(name.toLowerCase(), parent);
    return parent;
  }

  /** Whether a first word is another name of the object itself. */
  function isSelf(word: string): boolean {
    const lower = word.toLowerCase();
    if (lower === soqlAlias?.toLowerCase()) return true;
    if (lower !== object.name.toLowerCase()) return false;
    return ![...object.fields.values()].some(
      (field) => field.type === 'reference' && relationshipOf(field).toLowerCase() === lower,
    );
  }

  return {
    root,
    resolve(asked) {
      const parts = asked.split('.');
      if (parts.length > 1 && isSelf(parts[0]!)) parts.shift();
      const name = parts.pop()!;
      const path: Source[] = [];
      let source = root;
      for (const part of parts) {
        source = parentOf(source, part, asked);
        path.push(source);
      }
      const field = source.object.fields.get(name.toLowerCase());
      if (!field || !context.rights.canRead(source.object, field)) {
        throw noSuchField(context.soql, asked, name, source.object.name);
      }
      return { source, field, sql: `${source.alias}."${field.name}"`, path };
    },
    from: () => [`"${object.name}" ${root.alias}`, ...joins].join(' '),
  };
}
