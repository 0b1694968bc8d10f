import type { Clock } from '../../../../base/clock.ts';
import type { Rights } from '../../access/rights.ts';
import { relationshipOf } from '../../schema/relationships.ts';
import type { FieldDef, ObjectDef, Schema } from '../../types.ts';
import { malformed, noSuchField, noSuchObject, noSuchParent } from '../text/malformed.ts';
import { fieldSql } from './field-sql.ts';
import { nameObject, nameSql } from './name-object.ts';

/** What holds for the whole of one query. */
export interface QueryContext {
  readonly soql: string;
  readonly schema: Schema;
  readonly rights: Rights;
  readonly clock: Clock;
  /** Zone in which the user's days begin. */
  readonly zone: string;
  /** Where the user lives, as `en_US`; it tells how numbers and days are written and on which day a week begins. */
  readonly locale?: string;
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
  /** The objects that a polymorphic relationship may lead to; nothing for any other. */
  readonly members: readonly Source[];
}

export interface Resolved {
  readonly source: Source;
  readonly field: FieldDef;
  /** The value in SQL. */
  readonly sql: string;
  /** Parents from the object to the field's own, outermost first. */
  readonly path: readonly Source[];
}

export interface Scope {
  readonly root: Source;
  /** The field of a path as it is written in the query. */
  resolve(path: string): Resolved;
  /** The field of a path that begins at a parent. */
  resolveAt(source: Source, before: readonly Source[], path: string): Resolved;
  /** The parents on the path of relationships, outermost first; the last may be one of several kinds of parent. */
  parents(path: string): readonly Source[];
  /** All tables, joined. */
  from(): string;
}

/** The object, if the user may see it. */
export function visibleObject(context: QueryContext, name: string): ObjectDef {
  const object = context.schema.object(name);
  if (!object || !context.rights.object(object).read) throw noSuchObject(context.soql, name);
  return object;
}

/** The Id of a parent, in SQL. */
export const idSql = (source: Source): string =>
  source.members.length === 0 ? `${source.alias}."Id"` : nameSql(source, 'Id');

/**
 * How far a query may reach up, and to how many parents. The words of the refusals are not documented; believed.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_query_limits.htm
 */
const mostLevels = 5;
const mostParents = 55;

/** Finds fields and parents by name, adding a join for each parent that is used. */
export function openScope(
  context: QueryContext,
  object: ObjectDef,
  soqlAlias: string | undefined,
  names: ReadonlyMap<string, string> = new Map(),
): Scope {
  const prefix = `q${context.nextScope()}_`;
  const joins: string[] = [];
  let tables = 1;
  let relationships = 0;
  const root: Source = { object, alias: `${prefix}0`, parents: new Map(), name: '', members: [] };

  function join(source: Source, field: FieldDef, target: ObjectDef): Source {
    const alias = `${prefix}${tables++}`;
    const key = target.name === 'EntityDefinition' ? 'QualifiedApiName' : 'Id';
    // A parent that the user may not see is as if it were not there.
    const seen = context.rights.rows(target, 'see', alias);
    const mine = seen === undefined ? '' : ` AND ${seen}`;
    joins.push(`LEFT JOIN "${target.name}" ${alias} ON ${alias}."${key}" = ${source.alias}."${field.name}"${mine}`);
    return { object: target, alias, parents: new Map(), name: relationshipOf(field), members: [] };
  }

  function parentOf(source: Source, name: string, asked: string): Source {
    const known = source.parents.get(name.toLowerCase());
    if (known) return known;
    const owner = source.members.find((member) => fieldTo(member.object, name));
    if (owner) return parentOf(owner, name, asked);
    const field = fieldTo(source.object, name);
    const targets = (field?.referenceTo ?? [])
      .map((target) => context.schema.object(target))
      .filter((target) => target !== undefined)
      .filter((target) => context.rights.object(target).read);
    if (!field || targets.length === 0 || !context.rights.canRead(source.object, field)) {
      throw noSuchParent(context.soql, asked, name);
    }
    relationships += 1;
    if (relationships > mostParents) {
      throw malformed(`Maximum number of child to parent relationships allowed in a query is ${mostParents}.`);
    }
    const several = (field.referenceTo ?? []).length > 1;
    const members = targets.map((target) => join(source, field, target));
    const parent: Source = several
      ? { object: nameObject, alias: '', parents: new Map(), name: relationshipOf(field), members }
      : members[0]!;
    source.parents.set(name.toLowerCase(), parent);
    return parent;
  }

  /** Whether a first word is another name of the object itself. */
  function isSelf(word: string): boolean {
    const lower = word.toLowerCase();
    if (lower === soqlAlias?.toLowerCase()) return true;
    return lower === object.name.toLowerCase() && fieldTo(object, lower) === undefined;
  }

  function resolveAt(start: Source, before: readonly Source[], asked: string): Resolved {
    const parts = asked.split('.');
    const name = parts.pop()!;
    const path = [...before];
    let source = start;
    if (before.length + parts.length > mostLevels) {
      throw malformed(`Only ${mostLevels} levels of child to parent relationships are allowed: ${asked}`);
    }
    for (const part of parts) {
      source = parentOf(source, part, asked);
      path.push(source);
    }
    const field = source.object.fields.get(name.toLowerCase());
    const hidden = source.members.length === 0 && field && !context.rights.canRead(source.object, field);
    if (!field || hidden) throw noSuchField(context.soql, asked, name, source.object.name);
    const sql =
      source.members.length > 0 ? nameSql(source, field.name) : fieldSql(context, source.object, field, source.alias);
    return { source, field, sql, path };
  }

  // A parent that has another name must be there, even if nothing is asked of it.
  for (const path of names.values()) {
    path.split('.').reduce((source, part) => parentOf(source, part, path), root);
  }

  return {
    root,
    resolve(asked) {
      const [first = '', ...rest] = asked.split('.');
      const named = rest.length > 0 ? names.get(first.toLowerCase()) : undefined;
      if (named !== undefined) return resolveAt(root, [], [named, ...rest].join('.'));
      return resolveAt(root, [], rest.length > 0 && isSelf(first) ? rest.join('.') : asked);
    },
    resolveAt,
    parents(asked) {
      const path: Source[] = [];
      for (const part of asked.split('.')) path.push(parentOf(path.at(-1) ?? root, part, asked));
      return path;
    },
    from: () => [`"${object.name}" ${root.alias}`, ...joins].join(' '),
  };
}

const fieldTo = (object: ObjectDef, relationship: string): FieldDef | undefined =>
  [...object.fields.values()].find(
    (field) => field.type === 'reference' && relationshipOf(field).toLowerCase() === relationship.toLowerCase(),
  );
