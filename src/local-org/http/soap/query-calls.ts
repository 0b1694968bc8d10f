import { ApiError } from '../../engine/api-error.ts';
import { textsOf } from '../../engine/metadata/xml.ts';
import { parseSearch } from '../../engine/soql/search/parse-search.ts';
import type { QueryPage } from '../../engine/types.ts';
import { listOf } from '../rest/route.ts';
import type { SoapValue } from './envelope.ts';
import { queryResult, sObject } from './s-object.ts';
import { headersOf, need, onObject, type SoapAsk, type SoapCalls, soapCall } from './soap-call.ts';

/** Calls that read rows. */
export const queryCalls: SoapCalls = {
  query: soapCall('sforce_api_calls_query', (ask) => query(ask, false)),
  queryAll: soapCall('sforce_api_calls_queryall', (ask) => query(ask, true)),
  queryMore: soapCall('sforce_api_calls_querymore', (ask) => {
    const { session, apiVersion } = ask.entry;
    return page(ask, session.queryMore(locatorOf(need(ask.body, 'queryLocator')), { apiVersion, ...batch(ask) }));
  }),
  retrieve: soapCall('sforce_api_calls_retrieve', retrieve),
  search: soapCall('sforce_api_calls_search', search, 'as far as the search of REST'),
  getUpdated: soapCall('sforce_api_calls_getupdated', (ask) => {
    const { object, start, end } = span(ask);
    const { ids, latestDateCovered } = ask.entry.session.updatedBetween(object, start, end);
    return { ids, latestDateCovered: latestDateCovered.toISOString() };
  }),
  getDeleted: soapCall('sforce_api_calls_getdeleted', (ask) => {
    const { object, start, end } = span(ask);
    const { rows, earliestDateAvailable, latestDateCovered } = ask.entry.session.deletedBetween(object, start, end);
    return {
      deletedRecords: rows.map(({ id, deletedDate }) => ({ deletedDate: deletedDate.toISOString(), id })),
      earliestDateAvailable: earliestDateAvailable.toISOString(),
      latestDateCovered: latestDateCovered.toISOString(),
    };
  }),
};

const retrieveLimit = 2000;

function query(ask: SoapAsk, all: boolean): SoapValue {
  const { session, apiVersion } = ask.entry;
  return page(ask, session.query(need(ask.body, 'queryString'), { apiVersion, all, ...batch(ask) }));
}

function page({ entry, typed }: SoapAsk, found: QueryPage): SoapValue {
  return queryResult(entry.engine.schema, found, found.locator, typed);
}

function batch(ask: SoapAsk): { readonly batchSize?: number } {
  const { batchSize } = headersOf(ask);
  return batchSize === undefined ? {} : { batchSize };
}

/** Clients that also speak REST pass its address of the next page. */
const locatorOf = (text: string): string => text.slice(text.lastIndexOf('/') + 1);

function retrieve({ body, entry, typed }: SoapAsk): SoapValue {
  const object = need(body, 'sObjectType');
  const ids = textsOf(body, 'ids');
  if (ids.length > retrieveLimit) {
    const message = `record limit reached. cannot submit more than ${retrieveLimit} records into this call`;
    throw new ApiError(500, 'EXCEEDED_ID_LIMIT', message);
  }
  const fields = listOf(need(body, 'fieldList'));
  const { session, apiVersion, engine } = entry;
  return ids.map((value): SoapValue => {
    try {
      const row = onObject(object, () => session.retrieve(object, { field: 'Id', value }, fields, apiVersion));
      return sObject(engine.schema, row, typed);
    } catch (error) {
      if (error instanceof ApiError && (error.status === 404 || error.code === 'MALFORMED_ID')) return null;
      throw error;
    }
  });
}

function search({ body, entry, typed }: SoapAsk): SoapValue {
  const { session, apiVersion, engine } = entry;
  const records = session.search(parseSearch(need(body, 'searchString')), apiVersion);
  return { queryId: '', searchRecords: records.map((record) => ({ record: sObject(engine.schema, record, typed) })) };
}

function span({ body, entry }: SoapAsk): { readonly object: string; readonly start: Date; readonly end: Date } {
  const object = need(body, 'sObjectType');
  onObject(object, () => entry.session.describe(object, entry.apiVersion));
  return { object, start: new Date(need(body, 'startDate')), end: new Date(need(body, 'endDate')) };
}
