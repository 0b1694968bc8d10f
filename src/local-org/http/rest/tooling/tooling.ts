import { allRights } from '../../../engine/access/rights.ts';
import { ApiError } from '../../../engine/api-error.ts';
import { deleteMetadata, type SaveResult, type Write, writeMetadata } from '../../../engine/metadata/crud.ts';
import type { TypeName } from '../../../engine/metadata/types.ts';
import { describeDefinition } from '../../../engine/schema/describe.ts';
import type { ObjectDef } from '../../../engine/types.ts';
import type { Entry } from '../../door.ts';
import { notThere } from '../../versions.ts';
import { type Answer, type Ask, isObject, listOf, objectBody, ok, type RestRoute } from '../route.ts';
import { componentTable } from './components/component-rows.ts';
import type { ComponentRow, ComponentTable } from './components/component-table.ts';
import { fullNameOf, toolingRow, toolingType, xmlOfJson } from './tooling-metadata.ts';

const page = 'https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/intro_rest_resources.htm';

/**
 * The objects that tools look at, metadata components as rows, and the objects that Tooling alone has. An org without
 * source tracking has no SourceMember, and clients take the refusal of its describe as just that.
 */
export const toolingRoutes: readonly RestRoute[] = [
  {
    method: 'GET',
    path: 'tooling/sobjects',
    page,
    answer: ({ entry }) => ok(entry.session.describeGlobal(entry.apiVersion)),
    conditional: 'schema',
  },
  {
    method: 'GET',
    path: 'tooling/sobjects/:object/describe',
    page,
    answer: (ask) => {
      const { entry, params } = ask;
      const { definition } = tableOf(ask) ?? {};
      if (definition !== undefined) return ok(describeTooling(entry, definition));
      try {
        return ok(entry.session.describe(params['object'] ?? '', entry.apiVersion));
      } catch (error) {
        throw error instanceof ApiError && error.code === 'INVALID_TYPE' ? notThere() : error;
      }
    },
    conditional: 'schema',
  },
  { method: 'POST', path: 'tooling/sobjects/:object', page, answer: create, takesFiles: true },
  { method: 'GET', path: 'tooling/sobjects/:object/:id', page, answer: read },
  { method: 'PATCH', path: 'tooling/sobjects/:object/:id', page, answer: update },
  { method: 'DELETE', path: 'tooling/sobjects/:object/:id', page, answer: remove },
];

/** The object of the address, when Tooling alone has it; 404 in an org without it. */
function tableOf({ entry, params }: Ask): ComponentTable | undefined {
  const table = componentTable(params['object'] ?? '');
  if (table?.definition === undefined) return undefined;
  if (table.isIn?.(entry) === false || !entry.session.can('ViewSetup')) throw notThere();
  return table;
}

const describeTooling = ({ engine, session, apiVersion }: Entry, definition: ObjectDef) =>
  describeDefinition(engine.schema, allRights(session.user.id), definition, `/services/data/v${apiVersion}/tooling`);

const saved = (id: unknown): Answer => ({
  status: 201,
  body: { id, success: true, errors: [], warnings: [], infos: [] },
});

const missing = (id: string): ApiError =>
  new ApiError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${id}`);

function create(ask: Ask): Answer {
  const table = tableOf(ask);
  if (table !== undefined) {
    if (table.create === undefined) throw notWritable(table, 'inserted');
    return saved(table.create({ entry: ask.entry, row: objectBody(ask.body) }));
  }
  const type = typeOf(ask);
  const { FullName: fullName } = objectBody(ask.body);
  if (typeof fullName !== 'string') {
    throw new ApiError(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [FullName]', ['FullName']);
  }
  const refused = trouble(write(ask, 'create', type, fullName));
  if (refused !== undefined) return refused;
  const { Id: id } = toolingRow(ask.entry, type, fullName, ask.entry.apiVersion);
  return saved(id);
}

function read(ask: Ask): Answer {
  const { session, apiVersion } = ask.entry;
  const { object = '', id = '' } = ask.params;
  const fields = ask.query['fields'] === undefined ? undefined : [...listOf(ask.query['fields']), 'Id'];
  const table = tableOf(ask);
  const type = toolingType(object);
  if (table === undefined && type === undefined)
    return ok(session.retrieve(object, { field: 'Id', value: id }, fields, apiVersion));
  const row = table === undefined ? component(ask, type) : tableRow(ask, table, id);
  const kept = new Set(fields?.map((name) => name.toLowerCase()));
  const chosen = ([name]: [string, unknown]): boolean => name === 'attributes' || kept.has(name.toLowerCase());
  return ok(fields === undefined ? row : Object.fromEntries(Object.entries(row).filter(chosen)));
}

const component = (ask: Ask, type = typeOf(ask)) =>
  toolingRow(ask.entry, type, nameOf(ask, type), ask.entry.apiVersion);

function tableRow({ entry }: Ask, table: ComponentTable, id: string): ComponentRow {
  const row = table
    .rows(entry, new Map([['id', id]]))
    .find((one) => String(one['Id']).slice(0, 15) === id.slice(0, 15));
  if (row === undefined) throw missing(id);
  return row;
}

const notWritable = ({ name }: ComponentTable, how: string): ApiError =>
  new ApiError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be ${how}: ${name}`, []);

function update(ask: Ask): Answer {
  const table = tableOf(ask);
  const id = ask.params['id'] ?? '';
  if (table !== undefined) {
    if (table.update === undefined) throw notWritable(table, 'updated');
    if (!table.update({ entry: ask.entry, row: objectBody(ask.body) }, id)) throw missing(id);
    return { status: 204 };
  }
  const type = typeOf(ask);
  return trouble(write(ask, 'update', type, nameOf(ask, type))) ?? { status: 204 };
}

function remove(ask: Ask): Answer {
  const table = tableOf(ask);
  const id = ask.params['id'] ?? '';
  if (table !== undefined) {
    if (table.remove === undefined) throw notWritable(table, 'deleted');
    if (!table.remove(ask.entry, id)) throw missing(id);
    return { status: 204 };
  }
  const type = typeOf(ask);
  const [result] = deleteMetadata(ask.entry, type, [nameOf(ask, type)]);
  return trouble(result) ?? { status: 204 };
}

function write(ask: Ask, kind: Write, type: TypeName, fullName: string): SaveResult | undefined {
  const { Metadata: metadata } = objectBody(ask.body);
  const content = { fullName: [fullName], ...xmlOfJson(isObject(metadata) ? metadata : {}) };
  return writeMetadata(ask.entry, kind, type, [content], Number(ask.entry.apiVersion))[0];
}

function trouble(result: SaveResult | undefined): Answer | undefined {
  if (result?.success === true) return undefined;
  const { statusCode = 'UNKNOWN_EXCEPTION', message = '' } = result?.errors ?? {};
  return { status: 400, body: [{ message, errorCode: statusCode, fields: [] }] };
}

function typeOf({ params }: Ask): TypeName {
  const type = toolingType(params['object'] ?? '');
  if (type === undefined) throw notThere();
  return type;
}

function nameOf({ entry, params }: Ask, type: TypeName): string {
  const found = fullNameOf(entry, type, params['id'] ?? '');
  if (found !== undefined) return found;
  throw missing(params['id'] ?? '');
}
