import { ApiError } from '../../api-error.ts';
import type { Session } from '../../types.ts';
import { xmlOnOneLine } from '../../xml-library.ts';
import type { BulkQuotas } from '../bulk-quotas.ts';
import { quotedLine } from '../csv/quoted-line.ts';
import type { ClassicJob } from '../job.ts';
import { asyncNamespace } from './batch-result.ts';
import { BatchTrouble } from './batch-trouble.ts';

/** The rows that a query batch finds, in the form of its job. */
export function queryBatch(
  session: Session,
  job: ClassicJob,
  soql: string,
  quotas: BulkQuotas,
): { readonly processed: number; readonly failed: number; readonly result: string } {
  try {
    const all = job.operation === 'queryAll';
    const found = job.contentType === 'CSV' ? csvRows(session, soql, all) : records(session, job, soql, all);
    quotas.take('resultKilobytes', Math.ceil(found.result.length / 1024));
    return { ...found, failed: 0 };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new BatchTrouble(`Failed to process query: ${error.code}: ${error.message}`);
  }
}

function csvRows(session: Session, soql: string, all: boolean): { processed: number; result: string } {
  const { columns, rows } = session.queryFlat(soql, { all });
  let processed = 0;
  let result = quotedLine(columns, ',', '\n');
  for (const row of rows) {
    result += quotedLine(row, ',', '\n');
    processed++;
  }
  return { processed, result };
}

function records(session: Session, job: ClassicJob, soql: string, all: boolean): { processed: number; result: string } {
  // Refuses what Bulk does not offer, before the rows are made in another form.
  session.queryFlat(soql, { all });
  const options = { all, apiVersion: job.apiVersion, batchSize: 2000 };
  let page = session.query(soql, options);
  const found = [...page.records];
  while (page.locator !== undefined) {
    page = session.queryMore(page.locator, options);
    found.push(...page.records);
  }
  return { processed: found.length, result: job.contentType === 'JSON' ? JSON.stringify(found) : xmlRecords(found) };
}

function xmlRecords(found: readonly Readonly<Record<string, unknown>>[]): string {
  return xmlOnOneLine({
    queryResult: {
      $: { xmlns: asyncNamespace, 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xsi:type': 'QueryResult' },
      records: found.map(xmlRecord),
    },
  });
}

function xmlRecord({ attributes, ...fields }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const type = isObject(attributes) ? attributes['type'] : undefined;
  const children = Object.entries(fields).map(([name, value]) => [
    name,
    value === null ? { $: { 'xsi:nil': 'true' } } : isObject(value) ? xmlRecord(value) : String(value),
  ]);
  return { $: { 'xsi:type': 'sObject' }, ...(type === undefined ? {} : { type }), ...Object.fromEntries(children) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
