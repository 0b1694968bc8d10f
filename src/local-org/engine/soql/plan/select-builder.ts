import type { FieldType as SoqlField } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../../api-error.ts';
import type { ObjectDef } from '../../types.ts';
import { showOf } from '../run/shown-values.ts';
import { malformedAt } from '../text/malformed.ts';
import { compoundParts, isCompound } from './compounds.ts';
import { type Expression, fieldExpression, valueAt } from './expressions.ts';
import { fieldsOf } from './fields-function.ts';
import { nameSql } from './name-object.ts';
import type { ColumnFact, FlatColumn, Output, ParentPlaces, RowPlan } from './plan.ts';
import { idSql, type QueryContext, type Resolved, type Scope, type Source } from './scope.ts';

export type TypeofField = Extract<SoqlField, { type: 'FieldTypeof' }>;

/** What the SELECT of an ordinary query asks for: the columns of SQL, and where each of their values goes in the answer. */
export class SelectBuilder {
  readonly columns: string[];
  readonly outputs: Output[] = [];
  readonly flat: FlatColumn[] = [];
  readonly facts: ColumnFact[] = [];
  readonly #context: QueryContext;
  readonly #scope: Scope;
  readonly #places = new Map<string, number>();
  readonly #seen = new Set<string>();

  constructor(context: QueryContext, scope: Scope) {
    this.#context = context;
    this.#scope = scope;
    this.columns = [];
    this.#place(`${scope.root.alias}."Id"`);
  }

  #place(sql: string): number {
    const known = this.#places.get(sql);
    if (known !== undefined) return known;
    const place = this.columns.push(sql) - 1;
    this.#places.set(sql, place);
    return place;
  }

  #parentPlaces(source: Source): ParentPlaces {
    const typePlace = source.members.length === 0 ? undefined : this.#place(nameSql(source, 'Type'));
    return { object: source.object, idPlace: this.#place(idSql(source)), typePlace };
  }

  /** The outputs of the record, or of the parent that the path leads to. */
  #outputsAt(path: readonly Source[]): Output[] {
    let at = this.outputs;
    for (const source of path) {
      let parent = at.find((output) => output.kind === 'parent' && output.key === source.name);
      if (parent?.kind !== 'parent') {
        parent = { kind: 'parent', key: source.name, parent: this.#parentPlaces(source), outputs: [] };
        at.push(parent);
      }
      at = parent.outputs;
    }
    return at;
  }

  /** The value itself, where it stands among the outputs of its record. */
  #output(value: Expression, resolved: Resolved, key: string): Output {
    const { field, source } = resolved;
    if (!isCompound(field)) {
      return { kind: 'value', key, place: this.#place(value.sql), show: showOf(value, this.#context) };
    }
    const parts = compoundParts(source.object, field).map(([part, each]): [string, number] => [
      part,
      this.#place(`${source.alias}."${each.name}"`),
    ]);
    return { kind: 'compound', key, places: new Map(parts) };
  }

  addField(value: Expression, alias: string | undefined): void {
    const resolved = value.resolved!;
    const { field, path } = resolved;
    const key = alias ?? field.name;
    const name = [...path.map((parent) => parent.name), key].join('.');
    // https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_fields.htm
    if (this.#seen.has(name.toLowerCase())) {
      throw new ApiError(400, 'INVALID_FIELD', `duplicate field selected: ${name}`);
    }
    this.#seen.add(name.toLowerCase());
    const output = this.#output(value, resolved, key);
    this.#outputsAt(path).push(output);
    const place = output.kind === 'value' ? output.place : -1;
    const shown = output.kind === 'value' && value.shown !== undefined ? { show: output.show } : {};
    this.flat.push({ name, place, type: field.type, ...shown });
    const type = value.shown === 'format' ? 'string' : field.type;
    this.facts.push({ name, display: name, type, aggregate: false, field, parents: path, children: [] });
  }

  addDistance(value: Expression, alias: string | undefined): void {
    const name = alias ?? 'expr0';
    this.outputs.push({ kind: 'value', key: name, place: this.#place(value.sql), show: showOf(value, this.#context) });
    this.flat.push({ name, place: this.#place(value.sql), type: value.type });
    const fact = { name, display: name, type: value.type, aggregate: false, field: undefined };
    this.facts.push({ ...fact, parents: [], children: [] });
  }

  addFields(kind: string, bounded: boolean): void {
    for (const name of fieldsOf(this.#context, this.#scope.root.object, kind, bounded)) {
      this.addField(fieldExpression(this.#scope, name), undefined);
    }
  }

  addChildren(key: string, plan: RowPlan): void {
    if (this.#seen.has(key.toLowerCase())) throw malformedAt(this.#context.soql, key, `duplicate relationship: ${key}`);
    this.#seen.add(key.toLowerCase());
    this.outputs.push({ kind: 'children', key, plan });
    const fact = { name: key, display: key, type: 'string', aggregate: false, field: undefined } as const;
    this.facts.push({ ...fact, parents: [], children: plan.facts });
  }

  /** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_typeof.htm */
  addTypeof({ field, conditions }: TypeofField): void {
    const path = this.#scope.parents(field);
    const source = path.at(-1)!;
    const { soql } = this.#context;
    if (source.members.length === 0) {
      throw malformedAt(soql, field, `TYPEOF can only be used with a polymorphic relationship: ${field}`);
    }
    const cases: { object: ObjectDef; idPlace: number; outputs: Output[] }[] = [];
    let otherwise: Output[] | undefined;
    for (const { type, objectType = '', fieldList } of conditions) {
      const member = source.members.find(({ object }) => object.name.toLowerCase() === objectType.toLowerCase());
      if (type === 'WHEN' && !member) {
        throw malformedAt(soql, objectType, `${objectType} is not a type that ${source.name} can refer to`);
      }
      const from = member ?? source;
      const outputs = fieldList.map((name): Output => {
        const resolved = this.#scope.resolveAt(from, path, name);
        const output = this.#output(valueAt(resolved), resolved, resolved.field.name);
        return resolved.path.slice(path.length).reduceRight<Output>(
          (inner, parent) => ({
            kind: 'parent',
            key: parent.name,
            parent: this.#parentPlaces(parent),
            outputs: [inner],
          }),
          output,
        );
      });
      if (member) cases.push({ object: member.object, idPlace: this.#place(idSql(member)), outputs });
      else otherwise = outputs;
    }
    const parent = this.#parentPlaces(source);
    this.#outputsAt(path.slice(0, -1)).push({ kind: 'typeof', key: source.name, parent, cases, otherwise });
    const fact = { name: source.name, display: source.name, type: 'string', aggregate: false } as const;
    this.facts.push({ ...fact, field: undefined, parents: [], children: [] });
  }
}
