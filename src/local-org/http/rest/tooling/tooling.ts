import { ApiError } from '../../../engine/api-error.ts';
import { deleteMetadata, type SaveResult, type Write, writeMetadata } from '../../../engine/metadata/crud.ts';
import type { TypeName } from '../../../engine/metadata/types.ts';
import { notThere } from '../../versions.ts';
import { type Answer, type Ask, isObject, listOf, objectBody, ok, type RestRoute } from '../route.ts';
import { fullNameOf, toolingRow, toolingType, xmlOfJson } from './tooling-metadata.ts';

const page = 'https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/intro_rest_resources.htm';

/**
 * The objects that tools look at, and metadata components as rows. An org without source tracking has no SourceMember,
 * and clients take the refusal of its describe as just that.
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
    answer: ({ entry, params }) => {
      try {
        return ok(entry.session.describe(params['object'] ?? '', entry.apiVersion));
      } catch (error) {
        throw error instanceof ApiError && error.code === 'INVALID_TYPE' ? notThere() : error;
      }
    },
    conditional: 'schema',
  },
  { method: 'POST', path: 'tooling/sobjects/:object', page, answer: create },
  { method: 'GET', path: 'tooling/sobjects/:object/:id', page, answer: read },
  { method: 'PATCH', path: 'tooling/sobjects/:object/:id', page, answer: update },
  { method: 'DELETE', path: 'tooling/sobjects/:object/:id', page, answer: remove },
];

function create(ask: Ask): Answer {
  const type = typeOf(ask);
  const { FullName: fullName } = objectBody(ask.body);
  if (typeof fullName !== 'string') {
    throw new ApiError(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [FullName]', ['FullName']);
  }
  const refused = trouble(write(ask, 'create', type, fullName));
  if (refused !== undefined) return refused;
  const { Id: id } = toolingRow(ask.entry, type, fullName, ask.entry.apiVersion);
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } };
}

function read(ask: Ask): Answer {
  const { session, apiVersion } = ask.entry;
  const { object = '', id = '' } = ask.params;
  const fields = ask.query['fields'] === undefined ? undefined : [...listOf(ask.query['fields']), 'Id'];
  const type = toolingType(object);
  if (type === undefined) return ok(session.retrieve(object, { field: 'Id', value: id }, fields, apiVersion));
  const row = toolingRow(ask.entry, type, nameOf(ask, type), apiVersion);
  const kept = new Set(fields?.map((name) => name.toLowerCase()));
  const chosen = ([name]: [string, unknown]): boolean => name === 'attributes' || kept.has(name.toLowerCase());
  return ok(fields === undefined ? row : Object.fromEntries(Object.entries(row).filter(chosen)));
}

function update(ask: Ask): Answer {
  const type = typeOf(ask);
  return trouble(write(ask, 'update', type, nameOf(ask, type))) ?? { status: 204 };
}

function remove(ask: Ask): Answer {
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
  const message = `Provided external ID field does not exist or is not accessible: ${params['id'] ?? ''}`;
  throw new ApiError(404, 'NOT_FOUND', message);
}
