import type { RowOutcome } from '../../types.ts';
import { xmlOnOneLine } from '../../xml-library.ts';
import { quotedLine } from '../csv/quoted-line.ts';
import { errorText } from '../error-text.ts';
import type { ClassicJob } from '../job.ts';

export const asyncNamespace = 'http://www.force.com/2009/06/asyncapi/dataload';

/**
 * What became of each row of a batch, in the order of the rows and in the form in which they came.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 */
export function batchResult(contentType: ClassicJob['contentType'], outcomes: readonly RowOutcome[]): string {
  return inForm[contentType](outcomes);
}

const inForm: Readonly<Record<ClassicJob['contentType'], (outcomes: readonly RowOutcome[]) => string>> = {
  CSV: (outcomes) =>
    [['Id', 'Success', 'Created', 'Error'], ...outcomes.map(csvCells)]
      .map((cells) => quotedLine(cells, ',', '\n'))
      .join(''),
  JSON: (outcomes) => JSON.stringify(outcomes.map(jsonResult)),
  XML: (outcomes) =>
    xmlOnOneLine({
      results: { $: { xmlns: asyncNamespace }, result: outcomes.map(xmlResult) },
    }),
};

function csvCells(outcome: RowOutcome): string[] {
  return outcome.status === 'done'
    ? [outcome.id, 'true', String(outcome.created), '']
    : [outcome.id ?? '', 'false', 'false', errorText(outcome)];
}

function jsonResult(outcome: RowOutcome): Record<string, unknown> {
  if (outcome.status === 'done') return { success: true, created: outcome.created, id: outcome.id, errors: [] };
  const errors = outcome.errors.map(({ code, message, fields }) => ({
    message,
    fields: fields ?? [],
    statusCode: code,
    extendedErrorDetails: null,
  }));
  return { success: false, created: false, id: outcome.id ?? null, errors };
}

function xmlResult(outcome: RowOutcome): Record<string, unknown> {
  if (outcome.status === 'done') return { id: outcome.id, success: 'true', created: String(outcome.created) };
  const errors = outcome.errors.map(({ code, message, fields }) => ({
    fields: [...(fields ?? [])],
    message,
    statusCode: code,
  }));
  return { errors, success: 'false', created: 'false', ...(outcome.id === undefined ? {} : { id: outcome.id }) };
}
