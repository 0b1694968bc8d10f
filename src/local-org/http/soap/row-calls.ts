import { ApiError } from '../../engine/api-error.ts';
import { nodesOf, textsOf, type Xml } from '../../engine/metadata/xml.ts';
import { notOfXsdType } from '../../engine/records/values/bad.ts';
import type { RowOutcome, Schema } from '../../engine/types.ts';
import { rowError } from '../errors.ts';
import { columnsAndCells, type RowToWrite, writeRows } from '../rest/rows/write-rows.ts';
import type { SoapValue } from './envelope.ts';
import { SoapFault } from './faults.ts';
import { readSObject, type SentRecord } from './s-object.ts';
import { headersOf, need, type SoapAsk, type SoapCalls, soapCall, unsupportedObject } from './soap-call.ts';

/** Calls that write rows; each row answers for itself unless the header asks for all or none. */
export const rowCalls: SoapCalls = {
  create: soapCall('sforce_api_calls_create', (ask) => save(ask, 'insert')),
  update: soapCall('sforce_api_calls_update', (ask) => save(ask, 'update')),
  upsert: soapCall('sforce_api_calls_upsert', (ask) => save(ask, 'upsert')),
  delete: soapCall('sforce_api_calls_delete', (ask) => byId(ask, 'delete')),
  undelete: soapCall('sforce_api_calls_undelete', (ask) => byId(ask, 'undelete')),
  emptyRecycleBin: soapCall('sforce_api_calls_emptyrecyclebin', emptyRecycleBin),
  merge: soapCall('sforce_api_calls_merge', merge),
  convertLead: soapCall('sforce_api_calls_convertlead', convertLead, 'there are no leads: each is refused as unknown'),
};

const rowLimit = 200;

function save(ask: SoapAsk, operation: 'insert' | 'update' | 'upsert'): SoapValue {
  const { body, entry } = ask;
  const sent = nodesOf(body, 'sObjects').map(readSObject);
  tooMany(sent.length);
  const key = operation === 'upsert' ? { externalId: need(body, 'externalIDFieldName') } : {};
  const rows = sent.map(({ object, fields }): RowToWrite => {
    if (entry.engine.schema.object(object) === undefined) throw unsupportedObject(object);
    const own = operation === 'insert' ? withoutEmptyId(fields) : fields;
    return { object, operation, ...key, ...columnsAndCells(own) };
  });
  const outcomes = entry.engine.transaction(() => {
    const written = write(ask, rows);
    for (const [place, outcome] of written.entries()) checkRead(entry.engine.schema, sent[place]!, outcome);
    return written;
  });
  return outcomes.map((outcome) => ({
    ...(operation === 'upsert' ? { created: outcome.status === 'done' && outcome.created } : {}),
    ...resultOf(outcome),
  }));
}

/**
 * A text that is not of its field's type stops the reader, and so is a fault of the whole call; one whose type the call
 * declares is read by that, and then refused with its row.
 * Observed: https://github.com/StevenMMortimer/salesforcer/issues/29
 */
function checkRead(schema: Schema, { object, fields, declared }: SentRecord, outcome: RowOutcome): void {
  const [error] = outcome.status === 'refused' ? outcome.errors : [];
  const name = error?.fields?.[0]?.toLowerCase() ?? '';
  const field = schema.object(object)?.fields.get(name);
  if (error?.code !== 'INVALID_TYPE_ON_FIELD_IN_RECORD' || field === undefined || declared.has(name)) return;
  const [, cell] = Object.entries(fields).find(([own]) => own.toLowerCase() === name) ?? [];
  throw new SoapFault('soapenv:Client', notOfXsdType(cell, field));
}

function byId(ask: SoapAsk, operation: 'delete' | 'undelete'): SoapValue {
  const ids = textsOf(ask.body, 'ids');
  tooMany(ids.length);
  const rows = ids.map((id): RowToWrite => {
    const object = ask.entry.engine.schema.objects().find(({ keyPrefix }) => keyPrefix === id.slice(0, 3));
    if (object === undefined) throw new ApiError(500, 'MALFORMED_ID', `malformed id ${id}`);
    return { object: object.name, operation, columns: ['Id'], cells: [id] };
  });
  return write(ask, rows).map(resultOf);
}

function write(ask: SoapAsk, rows: readonly RowToWrite[]): readonly RowOutcome[] {
  const { engine, session } = ask.entry;
  const { allOrNone, allowDuplicates, allowTruncation } = headersOf(ask);
  return writeRows(engine, session, rows, allOrNone, { cells: 'text', allowDuplicates, allowTruncation });
}

function emptyRecycleBin({ body, entry }: SoapAsk): SoapValue {
  const ids = textsOf(body, 'ids');
  tooMany(ids.length);
  return entry.engine.transaction(() => entry.session.emptyRecycleBin(ids)).map(resultOf);
}

/** `request` is the name in the WSDL; jsforce calls it `mergeRequests`. */
function merge({ body, entry }: SoapAsk): SoapValue {
  const requests = [...nodesOf(body, 'request'), ...nodesOf(body, 'mergeRequests')];
  tooMany(requests.length);
  return requests.map((request): SoapValue => {
    const { object, fields } = readSObject(nodesOf(request, 'masterRecord')[0] ?? {});
    if (entry.engine.schema.object(object) === undefined) throw unsupportedObject(object);
    const master = { ...fields, Id: String(fields['Id'] ?? '') };
    const losers = textsOf(request, 'recordToMergeIds');
    const outcome = entry.engine.transaction(() => entry.session.merge({ object, master, losers }));
    if (outcome.status === 'refused') {
      return { errors: outcome.errors.map(errorOf), id: outcome.id, success: false };
    }
    const { id, mergedRecordIds, updatedRelatedIds } = outcome;
    return { id, mergedRecordIds, success: true, updatedRelatedIds };
  });
}

function convertLead({ body }: SoapAsk): SoapValue {
  return nodesOf(body, 'leadConverts').map((lead: Xml): SoapValue => {
    const leadId = textsOf(lead, 'leadId')[0] ?? null;
    const error = { code: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: ['leadId'] };
    return { accountId: null, contactId: null, errors: [errorOf(error)], leadId, opportunityId: null, success: false };
  });
}

const errorOf = (entry: Parameters<typeof rowError>[0]): SoapValue =>
  rowError(entry) as { readonly [name: string]: SoapValue };

function resultOf(outcome: RowOutcome): { readonly [name: string]: SoapValue } {
  if (outcome.status === 'done') return { id: outcome.id, success: true };
  return { errors: outcome.errors.map(errorOf), id: outcome.id ?? null, success: false };
}

/** A row to be made may carry an Id without a value. */
function withoutEmptyId(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => name !== 'Id' || value !== ''));
}

function tooMany(count: number): void {
  if (count <= rowLimit) return;
  const message = `record limit reached. cannot submit more than ${rowLimit} records into this call`;
  throw new ApiError(500, 'EXCEEDED_ID_LIMIT', message);
}
