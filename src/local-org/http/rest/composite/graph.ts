import { ApiError } from '../../../engine/api-error.ts';
import { type Answer, type Ask, isObject, objectBody, ok } from '../route.ts';
import type { RouteTable } from '../route-table.ts';
import { referencesIn } from './references.ts';
import { answerInTurn, readSubrequests, type Subrequest } from './subrequest.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_limits.htm */
const limits = { graphs: 75, nodes: 500, depth: 15, kinds: 15, failures: 14 } as const;

interface Graph {
  readonly graphId: string;
  readonly nodes: readonly Subrequest[];
}

/**
 * Graphs of requests that build on each other: each graph is done whole or not at all, whatever becomes of the others.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph.htm
 */
export function answerGraphs(ask: Ask, table: RouteTable): Answer {
  const graphs = read(objectBody(ask.body)['graphs']);
  let failures = 0;
  const answered = graphs.map(({ graphId, nodes }) => {
    if (failures >= limits.failures) return unprocessed(graphId, nodes);
    const order = inOrder(nodes);
    const { answers, failed } = answerInTurn(ask, table, order, true);
    if (failed) failures++;
    const compositeResponse = nodes.map((node) => answers.find((one) => one.referenceId === node.referenceId));
    return { graphId, graphResponse: { compositeResponse }, isSuccessful: !failed };
  });
  return ok({ graphs: answered });
}

function read(list: unknown): readonly Graph[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request needs a list named graphs');
  }
  const graphs = list.map((graph: unknown): Graph => {
    const { graphId, compositeRequest } = isObject(graph) ? graph : {};
    if (typeof graphId !== 'string') throw new ApiError(400, 'JSON_PARSER_ERROR', 'Each graph needs a graphId');
    return { graphId, nodes: readSubrequests(compositeRequest) };
  });
  const nodes = graphs.flatMap((graph) => graph.nodes);
  within('graphs', graphs.length);
  within('nodes', nodes.length);
  within('kinds', new Set(nodes.map(({ url }) => /\/sobjects\/(\w+)/.exec(url)?.[1]?.toLowerCase())).size);
  if (new Set(graphs.map(({ graphId }) => graphId)).size < graphs.length) {
    throw new ApiError(400, 'INVALID_INPUT', 'Graph IDs must be unique');
  }
  return graphs;
}

/** Each node after those that it refers to, however the request lists them. */
function inOrder(nodes: readonly Subrequest[]): readonly Subrequest[] {
  const byId = new Map(nodes.map((node) => [node.referenceId, node]));
  const depths = new Map<string, number>();
  const depthOf = (node: Subrequest, below: readonly string[]): number => {
    const known = depths.get(node.referenceId);
    if (known !== undefined) return known;
    if (below.includes(node.referenceId)) {
      throw new ApiError(400, 'INVALID_INPUT', `Graph has a cycle at reference ID ${node.referenceId}`);
    }
    const parents = referencesIn([node.url, node.body]).flatMap((id) => byId.get(id) ?? []);
    const path = [...below, node.referenceId];
    const depth = 1 + Math.max(0, ...parents.map((parent) => depthOf(parent, path)));
    depths.set(node.referenceId, depth);
    return depth;
  };
  for (const node of nodes) within('depth', depthOf(node, []));
  return [...nodes].sort((a, b) => depths.get(a.referenceId)! - depths.get(b.referenceId)!);
}

function within(what: keyof typeof limits, count: number): void {
  if (count <= limits[what]) return;
  throw new ApiError(
    400,
    'LIMIT_EXCEEDED',
    `Limit exceeded. Composite graphs can have ${what}: ${limits[what]} at most`,
  );
}

function unprocessed(graphId: string, nodes: readonly Subrequest[]): Readonly<Record<string, unknown>> {
  const message = 'The graph was not processed, since too many graphs of the request failed.';
  const compositeResponse = nodes.map(({ referenceId }) => ({
    body: [{ errorCode: 'PROCESSING_HALTED', message }],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId,
  }));
  return { graphId, graphResponse: { compositeResponse }, isSuccessful: false };
}
