import { ApiError } from '../../../engine/api-error.ts';
import type { Engine } from '../../../engine/types.ts';
import { rowError } from '../../errors.ts';
import { type Answer, type Ask, isObject, objectBody, type RestRoute, restPage } from '../route.ts';
import { readRecord, type Way } from './read-record.ts';
import { childOf } from './relationships.ts';
import { allowsDuplicates, columnsAndCells } from './write-rows.ts';

/** Rows and their children in one request. */
export const treeRoutes: readonly RestRoute[] = [
  { method: 'POST', path: 'composite/tree/:object', page: restPage('resources_composite_sobject_tree'), answer: plant },
];

const recordLimit = 200;
const depthLimit = 5;
const kindLimit = 5;

interface Branch {
  readonly object: string;
  readonly reference: string;
  readonly record: Readonly<Record<string, unknown>>;
  readonly way: Way;
  readonly parent?: { readonly field: string; readonly branch: Branch };
}

class Undo extends Error {}

/** Rows with their children, made in one go: all of them, or none and what was wrong. */
function plant(ask: Ask): Answer {
  const { engine, session } = ask.entry;
  const branches = [...branchesOf(engine, objectBody(ask.body)['records'], ask.params['object'] ?? '', ['records'])];
  if (branches.length > recordLimit) {
    throw new ApiError(
      400,
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${recordLimit} records into this call`,
    );
  }
  const kinds = new Set(branches.map(({ object }) => object.toLowerCase()));
  if (kinds.size > kindLimit) {
    throw new ApiError(400, 'INVALID_INPUT', `SObject trees can hold ${kindLimit} types of records at most`);
  }
  const twice = branches.find(
    ({ reference }, place) => branches.findIndex((one) => one.reference === reference) < place,
  );
  if (twice !== undefined) {
    const error = { code: 'INVALID_INPUT', message: 'Duplicate ReferenceId provided in the request.' };
    const results = [{ referenceId: twice.reference, errors: [rowError(error)] }];
    return { status: 400, body: { hasErrors: true, results } };
  }
  const allowDuplicates = allowsDuplicates(ask.headers);
  const ids = new Map<Branch, string>();
  const errors: Record<string, unknown>[] = [];
  try {
    engine.transaction(() => {
      for (const branch of branches) {
        const { object, record, parent, reference, way } = branch;
        const { columns, cells } = columnsAndCells(record);
        const link = parent === undefined ? [] : [parent.field];
        const parentId = parent === undefined ? [] : [ids.get(parent.branch)];
        const outcome = readRecord(ask.body, way, () => {
          const options = { object, columns: [...columns, ...link], allowDuplicates } as const;
          const writer = session.writer({ operation: 'insert', cells: 'json', dialect: 'rest', ...options });
          return writer.write([...cells, ...parentId]);
        });
        if (outcome.status === 'refused') {
          errors.push({ referenceId: reference, errors: outcome.errors.map(rowError) });
          throw new Undo();
        }
        ids.set(branch, outcome.id);
      }
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
    return { status: 400, body: { hasErrors: true, results: errors } };
  }
  const results = branches.map((branch) => ({ referenceId: branch.reference, id: ids.get(branch) }));
  return { status: 201, body: { hasErrors: false, results } };
}

/** Parents before their children. */
function* branchesOf(
  engine: Engine,
  records: unknown,
  expected: string,
  way: Way,
  parent?: Branch['parent'],
): Generator<Branch> {
  if (!Array.isArray(records) || !records.every(isObject)) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request needs a list of records');
  }
  if (way.filter((step) => step === 'records').length > depthLimit)
    throw new ApiError(400, 'INVALID_INPUT', `SObject trees can be ${depthLimit} levels deep at most`);
  for (const [place, record] of records.entries()) {
    const attributes = isObject(record['attributes']) ? record['attributes'] : {};
    const object = attributes['type'];
    const reference = attributes['referenceId'];
    if (typeof object !== 'string' || object.toLowerCase() !== expected.toLowerCase()) {
      throw new ApiError(
        400,
        'INVALID_INPUT',
        `Include the sObject type ${expected} in attributes.type of each record`,
      );
    }
    if (typeof reference !== 'string' || reference === '') {
      throw new ApiError(400, 'INVALID_INPUT', 'Include a reference ID for each record in the request.');
    }
    const children = Object.entries(record).filter(([, value]) => isObject(value) && Array.isArray(value['records']));
    const own = Object.fromEntries(
      Object.entries(record).filter(([name]) => !children.some(([child]) => child === name)),
    );
    const here = [...way, place];
    const branch: Branch = { object, reference, record: own, way: here, ...(parent === undefined ? {} : { parent }) };
    yield branch;
    for (const [relationship, list] of children) {
      const child = childOf(engine.schema, object, relationship);
      if (child === undefined) {
        throw new ApiError(400, 'INVALID_FIELD', `No such column '${relationship}' on sobject of type ${object}`);
      }
      yield* branchesOf(
        engine,
        isObject(list) ? list['records'] : [],
        child.object,
        [...here, relationship, 'records'],
        {
          field: child.field,
          branch,
        },
      );
    }
  }
}
