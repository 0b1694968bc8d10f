import type { FieldType as SoqlField } from '@jetstreamapp/soql-parser-js';
import { isStored } from '../records/tables.ts';
import type { FieldDef, ObjectDef } from '../types.ts';
import { fieldExpression, functionExpression } from './expressions.ts';
import { malformed } from './malformed.ts';
import type { ColumnFact, FlatColumn, Output, RowPlan } from './plan.ts';
import type { QueryContext, Resolved, Scope, Source } from './scope.ts';

export interface SelectList {
  readonly columns: readonly string[];
  readonly outputs: readonly Output[];
  readonly flat: readonly FlatColumn[];
  readonly facts: readonly ColumnFact[];
}

/** The parts of a compound address, by what they are called inside it. */
function addressParts(object: ObjectDef, compound: FieldDef): [string, FieldDef][] {
  const prefix = compound.name.slice(0, -'Address'.length);
  return [...object.fields.values()]
    .filter((field) => field.compound === compound.name)
    .map((field) => {
      const part = field.name.slice(prefix.length);
      return [part[0]!.toLowerCase() + part.slice(1), field];
    });
}

/** All fields of a kind that the user sees, for `FIELDS()`. */
function fieldsOf(context: QueryContext, object: ObjectDef, kind: string, limit: number | undefined): string[] {
  if (kind !== 'STANDARD' && (limit === undefined || limit > 200)) {
    throw malformed('The SOQL FIELDS function must have a LIMIT of at most 200');
  }
  return [...object.fields.values()]
    .filter((field) => kind === 'ALL' || field.custom === (kind === 'CUSTOM'))
    .filter((field) => context.rights.canRead(object, field))
    .map(({ name }) => name);
}

/** What the SELECT of an ordinary query asks for. */
export function selectList(
  context: QueryContext,
  scope: Scope,
  fields: readonly SoqlField[],
  limit: number | undefined,
  childPlan: (field: Extract<SoqlField, { type: 'FieldSubquery' }>) => { readonly key: string; readonly plan: RowPlan },
): SelectList {
  const { object } = scope.root;
  const columns: string[] = [`${scope.root.alias}."Id"`];
  const outputs: Output[] = [];
  const flat: FlatColumn[] = [];
  const facts: ColumnFact[] = [];
  const seen = new Set<string>();

  function place(sql: string): number {
    const known = columns.indexOf(sql);
    return known >= 0 ? known : columns.push(sql) - 1;
  }

  /** The outputs of the record, or of the parent that the path leads to. */
  function outputsAt(path: readonly Source[]): Output[] {
    let at: Output[] = outputs;
    for (const source of path) {
      let parent = at.find((output) => output.kind === 'parent' && output.key === source.name);
      if (parent?.kind !== 'parent') {
        parent = {
          kind: 'parent',
          key: source.name,
          object: source.object,
          idPlace: place(`${source.alias}."Id"`),
          outputs: [],
        };
        at.push(parent);
      }
      at = parent.outputs;
    }
    return at;
  }

  function add(resolved: Resolved, key: string, text: boolean): void {
    const { field, source, path } = resolved;
    const name = [...path.map((parent) => parent.name), key].join('.');
    if (seen.has(name)) {
      // FIELDS() and compounds may name a field again; a person may not.
      throw malformed(`duplicate field selected: ${resolved.field.name}`);
    }
    seen.add(name);
    facts.push({
      name,
      display: name,
      type: text ? 'string' : field.type,
      aggregate: false,
      field,
      parents: path,
      children: [],
    });
    const into = outputsAt(path);
    if (field.type === 'address') {
      const places = addressParts(source.object, field).map(([part, each]): [string, number] => [
        part,
        place(`${source.alias}."${each.name}"`),
      ]);
      into.push({ kind: 'address', key, places: new Map(places) });
      flat.push({ name, place: -1, type: 'address' });
      return;
    }
    const at = place(resolved.sql);
    into.push({ kind: 'value', key, place: at, type: field.type, text });
    flat.push({ name, place: at, type: field.type });
  }

  for (const field of fields) {
    switch (field.type) {
      case 'FieldSubquery': {
        const { key, plan } = childPlan(field);
        outputs.push({ kind: 'children', key, plan });
        facts.push({
          name: key,
          display: key,
          type: 'string',
          aggregate: false,
          field: undefined,
          parents: [],
          children: plan.facts,
        });
        break;
      }
      case 'FieldTypeof':
        throw malformed('This org does not offer TYPEOF: it has no polymorphic relationships.');
      case 'FieldFunctionExpression': {
        if (field.functionName.toUpperCase() === 'FIELDS') {
          const kind = String(field.parameters[0]).toUpperCase();
          for (const name of fieldsOf(context, object, kind, limit))
            add(scope.resolve(name), object.fields.get(name.toLowerCase())!.name, false);
          break;
        }
        const value = functionExpression(scope, field);
        if (!value.resolved || value.sql !== value.resolved.sql) {
          throw malformed(`unexpected token: '${field.functionName}'`);
        }
        add(value.resolved, field.alias ?? value.resolved.field.name, field.functionName.toUpperCase() === 'FORMAT');
        break;
      }
      default: {
        const path =
          field.type === 'FieldRelationship'
            ? [...field.relationships, field.field].join('.')
            : ('rawValue' in field && field.rawValue) || field.field;
        if ('alias' in field && field.alias !== undefined)
          throw malformed('only aggregate expressions use field aliasing');
        const { resolved } = fieldExpression(scope, path);
        add(resolved!, resolved!.field.name, false);
        if (resolved!.field.type !== 'address' && !isStored(resolved!.field)) throw malformed(`cannot select ${path}`);
      }
    }
  }
  return { columns, outputs, flat, facts };
}
