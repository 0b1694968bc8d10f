import { textOf, textsOf, type Xml, type XmlValue } from '../../engine/metadata/xml.ts';
import type { Schema } from '../../engine/types.ts';
import { isObject } from '../rest/route.ts';
import type { SoapValue } from './envelope.ts';

/** A record as a call sends it. */
export interface SentRecord {
  readonly object: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields whose type the call declares, as the Java clients do: `xsi:type="xsd:double"`. */
  readonly declared: ReadonlySet<string>;
}

/** Elements that are no fields. `Type` is one, `type` is the object's name. */
const apart: ReadonlySet<string> = new Set(['@type', 'type', 'fieldsToNull']);

/** The object stands in the element `type` for partners, and in `xsi:type` for enterprises. */
export function readSObject(content: Xml): SentRecord {
  const named = Object.entries(content).filter(([name]) => !apart.has(name));
  const nulls = textsOf(content, 'fieldsToNull').map((name) => [name, null] as const);
  return {
    object: textOf(content, 'type') ?? textOf(content, '@type') ?? '',
    fields: Object.fromEntries([...named.map(([name, [value]]) => [name, cellOf(value)] as const), ...nulls]),
    declared: new Set(named.flatMap(([name, [value]]) => (typeof value === 'object' ? [name.toLowerCase()] : []))),
  };
}

/** A text, with its declared type or without; otherwise a parent that is named by one of its keys. */
function cellOf(value: XmlValue | undefined): unknown {
  if (value === undefined || typeof value === 'string') return value;
  const isText = Object.keys(value).every((name) => name === '@type' || name === '@text');
  return isText ? (textOf(value, '@text') ?? '') : readSObject(value).fields;
}

/**
 * A record of REST in the form of SOAP. Partners get the Id twice, once as the record's own and once as a field,
 * and nil for the first when it was not asked for.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 */
export function sObject(schema: Schema, record: Readonly<Record<string, unknown>>, typed: boolean): SoapValue {
  const attributes = isObject(record['attributes']) ? record['attributes'] : {};
  const type = String(attributes['type'] ?? 'AggregateResult');
  const fields = Object.entries(record).filter(([name]) => name !== 'attributes');
  const types = schema.object(type)?.fields;
  const children = fields.map(([name, value]) => {
    const kind = types?.get(name.toLowerCase())?.type;
    return [`sf:${name}`, fieldValue(schema, value, decimal.has(kind ?? ''), typed)] as const;
  });
  if (typed) return { '@type': `sf:${type}`, ...Object.fromEntries(children.filter(([, value]) => value !== null)) };
  const id = record['Id'];
  const { 'sf:Id': _, ...others } = Object.fromEntries(children);
  return { '@type': 'sf:sObject', 'sf:type': type, 'sf:Id': typeof id === 'string' ? [id, id] : null, ...others };
}

const decimal: ReadonlySet<string> = new Set(['double', 'currency', 'percent']);

function fieldValue(schema: Schema, value: unknown, isDecimal: boolean, typed: boolean): SoapValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return isDecimal && Number.isInteger(value) ? `${value}.0` : value;
  if (typeof value === 'boolean') return value;
  if (!isObject(value)) return soapTime(String(value));
  if (Array.isArray(value['records'])) return queryResult(schema, value, undefined, typed);
  if (isObject(value['attributes'])) return sObject(schema, value, typed);
  return {
    '@type': 'address',
    ...Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainPart(part)])),
  };
}

const plainPart = (value: unknown): SoapValue => (value === null || value === undefined ? null : String(value));

/** REST ends a time by +0000 where SOAP has Z. */
const soapTime = (text: string): string => text.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)\+0000$/, '$1Z');

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_query_queryresult.htm */
export function queryResult(
  schema: Schema,
  page: { readonly totalSize?: unknown; readonly done?: unknown; readonly records?: unknown },
  locator: string | undefined,
  typed: boolean,
): SoapValue {
  const records = Array.isArray(page.records) ? page.records.filter(isObject) : [];
  return {
    '@type': 'QueryResult',
    done: page.done === true,
    queryLocator: locator ?? null,
    records: records.map((record) => sObject(schema, record, typed)),
    size: Number(page.totalSize),
  };
}
