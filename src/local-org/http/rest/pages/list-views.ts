import { type ComponentRecord, recordsOf } from '../../../engine/metadata/component-records.ts';
import { textOf } from '../../../engine/metadata/xml.ts';
import type { ObjectDef } from '../../../engine/types.ts';
import { notThere } from '../../versions.ts';
import { type Answer, type Ask, ok, type RestRoute, restPage } from '../route.ts';
import { listViewColumns } from './list-view-columns.ts';
import { listViewQuery } from './list-view-query.ts';

/** The list views that were deployed with an object. */
export const listViewRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'sobjects/:object/listviews', page: restPage('resources_listviews'), answer: all },
  {
    method: 'GET',
    path: 'sobjects/:object/listviews/:view',
    page: restPage('resources_listviewbasicinformation'),
    answer: (ask) => ok(basics(ask, objectOf(ask), viewOf(ask))),
  },
  {
    method: 'GET',
    path: 'sobjects/:object/listviews/:view/describe',
    page: restPage('resources_listviewdescribe'),
    answer: describeView,
  },
  {
    method: 'GET',
    path: 'sobjects/:object/listviews/:view/results',
    page: restPage('resources_listviewresults'),
    answer: results,
  },
];

function all(ask: Ask): Answer {
  const object = objectOf(ask);
  const listviews = viewsOf(ask, object).map((view) => basics(ask, object, view));
  return ok({ done: true, listviews, nextRecordsUrl: null, size: listviews.length, sobjectType: object.name });
}

function describeView(ask: Ask): Answer {
  const object = objectOf(ask);
  const view = viewOf(ask);
  const { columns, soql } = listViewQuery(object, view.content, ask.entry.session.user.id);
  return ok({
    columns: listViewColumns(object, columns),
    id: view.id,
    orderBy: [
      {
        fieldNameOrPath: columns.find(({ nameField }) => nameField)?.name ?? 'Id',
        nullsPosition: 'first',
        sortDirection: 'ascending',
      },
    ],
    query: soql,
    relatedEntityId: null,
    scope: textOf(view.content, 'filterScope') === 'Mine' ? 'mine' : 'everything',
    scopeEntityId: null,
    sobjectType: object.name,
    whereCondition: {},
  });
}

const mostRows = 2000;
const usualRows = 25;

function results(ask: Ask): Answer {
  const object = objectOf(ask);
  const view = viewOf(ask);
  const { session, apiVersion } = ask.entry;
  const { columns, soql } = listViewQuery(object, view.content, session.user.id);
  const limit = Math.min(mostRows, Math.max(1, Number(ask.query['limit'] ?? usualRows) || usualRows));
  const offset = Math.min(mostRows, Math.max(0, Number(ask.query['offset'] ?? 0) || 0));
  const { records } = session.query(`${soql} LIMIT ${limit} OFFSET ${offset}`, { apiVersion });
  return ok({
    columns: listViewColumns(object, columns),
    developerName: nameOf(view),
    done: records.length < limit,
    id: view.id,
    label: textOf(view.content, 'label') ?? nameOf(view),
    records: records.map(({ attributes: _, ...values }) => ({
      columns: Object.entries(values).map(([fieldNameOrPath, value]) => ({
        fieldNameOrPath,
        value: value === null ? null : String(value),
      })),
    })),
    size: records.length,
  });
}

function objectOf({ entry, params }: Ask): ObjectDef {
  entry.session.describe(params['object'] ?? '', entry.apiVersion);
  return entry.engine.schema.object(params['object'] ?? '')!;
}

function viewsOf({ entry }: Ask, { name }: ObjectDef): readonly ComponentRecord[] {
  return recordsOf(entry, 'ListView').filter(({ fullName }) =>
    fullName.toLowerCase().startsWith(`${name}.`.toLowerCase()),
  );
}

function viewOf(ask: Ask): ComponentRecord {
  const wanted = ask.params['view'] ?? '';
  const found = viewsOf(ask, objectOf(ask)).find(
    (view) => view.id.slice(0, 15) === wanted.slice(0, 15) || nameOf(view) === wanted,
  );
  if (found === undefined) throw notThere();
  return found;
}

/** The query behind the list view with this Id, of whatever object. */
export function listViewSoql({ entry }: Ask, id: string): string | undefined {
  const view = recordsOf(entry, 'ListView').find((one) => one.id.slice(0, 15) === id.slice(0, 15));
  const object = view && entry.engine.schema.object(view.fullName.slice(0, view.fullName.indexOf('.')));
  return object && listViewQuery(object, view.content, entry.session.user.id).soql;
}

const nameOf = ({ fullName }: ComponentRecord): string => fullName.slice(fullName.indexOf('.') + 1);

function basics({ entry }: Ask, object: ObjectDef, view: ComponentRecord): Readonly<Record<string, unknown>> {
  const url = `/services/data/v${entry.apiVersion}/sobjects/${object.name}/listviews/${view.id}`;
  return {
    describeUrl: `${url}/describe`,
    developerName: nameOf(view),
    id: view.id,
    label: textOf(view.content, 'label') ?? nameOf(view),
    resultsUrl: `${url}/results`,
    soqlCompatible: true,
    url,
  };
}
