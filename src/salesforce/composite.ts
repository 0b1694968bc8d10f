import { z } from 'zod';
import type { Refusal } from '../base/errors.ts';
import { describedObject, type ObjectDescription } from './describe.ts';
import { exchange, type HttpRequest } from './exchange.ts';
import type { Org } from './org.ts';
import { wireOf } from './org-wire.ts';
import { refusalFor } from './refusals.ts';
import { parseExact, type TextPage, textPage } from './text-rows.ts';

/** A question among several. A query is not held to the length of an address here, only to SOQL's 100,000 characters. */
export type Question =
  | { readonly kind: 'query' | 'queryAll'; readonly soql: string }
  | { readonly kind: 'describe'; readonly object: string };

/** What became of one question. An object that does not exist or is hidden is refused with NOT_FOUND. */
export type Reply =
  | { readonly status: 'rows'; readonly page: TextPage }
  | { readonly status: 'described'; readonly object: ObjectDescription }
  | { readonly status: 'refused'; readonly refusal: Refusal };

export interface Replies {
  readonly byName: ReadonlyMap<string, Reply>;
  /** The org's own time, from the answer's Date header. */
  readonly at: Date;
}

const partShape = z.object({ referenceId: z.string(), httpStatusCode: z.coerce.number(), body: z.unknown() });
const answerShape = z.object({ compositeResponse: z.array(partShape) });
const refusedShape = z.array(z.object({ errorCode: z.string(), message: z.string().default('') })).min(1);

/**
 * Asks several questions in one request, which counts as one. Each has its own outcome: one that is refused hides none of
 * the others. Names are letters and digits; at most 25 questions, and 5 queries among them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm
 */
export async function askTogether(
  org: Org,
  doing: string,
  questions: Readonly<Record<string, Question>>,
): Promise<Replies> {
  const names = Object.keys(questions);
  const compositeRequest = names.map((referenceId) => ({
    method: 'GET',
    url: `/services/data/v${org.apiVersion}${pathOf(questions[referenceId]!)}`,
    referenceId,
  }));
  const request: HttpRequest = {
    method: 'POST',
    path: '/composite',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: () => JSON.stringify({ allOrNone: false, compositeRequest }),
    harmless: true,
  };
  const { text, date } = await exchange(org, doing, request, async ({ body, headers }) => ({
    text: await body.text(),
    date: headers['date'],
  }));
  const exact = partsOf(parseExact(text));
  // A describe wants its numbers as numbers; most requests hold none, and are parsed once.
  const plain = names.some((name) => questions[name]?.kind === 'describe') ? partsOf(JSON.parse(text)) : exact;
  const replies = names.map((name) => {
    const question = questions[name]!;
    const part = (question.kind === 'describe' ? plain : exact).get(name);
    return [name, replyOf(org, doing, question, part)] as const;
  });
  return { byName: new Map(replies), at: dateOf(date) ?? wireOf(org).clock.now() };
}

function partsOf(answer: unknown): ReadonlyMap<string, z.infer<typeof partShape>> {
  return new Map(answerShape.parse(answer).compositeResponse.map((part) => [part.referenceId, part]));
}

function pathOf(question: Question): string {
  if (question.kind === 'describe') return `/sobjects/${encodeURIComponent(question.object)}/describe`;
  return `/${question.kind}?q=${encodeURIComponent(question.soql)}`;
}

function replyOf(org: Org, doing: string, question: Question, part: z.infer<typeof partShape> | undefined): Reply {
  if (part === undefined) throw new Error('A composite request was answered without one of its parts.');
  const { httpStatusCode: status, body } = part;
  if (status < 300) {
    return question.kind === 'describe'
      ? { status: 'described', object: describedObject(body) }
      : { status: 'rows', page: textPage(body) };
  }
  const refused = refusedShape.safeParse(body).data?.[0];
  const code = refused?.errorCode ?? `ERROR_HTTP_${status}`;
  const said = { code, message: refused?.message ?? `HTTP ${status}`, status };
  return { status: 'refused', refusal: refusalFor(said, { doing, instanceUrl: org.instanceUrl, alias: org.alias }) };
}

/** Every answer of HTTP carries it; where a machine on the way drops it, our own clock has to do. */
function dateOf(header: string | string[] | undefined): Date | undefined {
  const date = new Date(Array.isArray(header) ? (header[0] ?? '') : (header ?? ''));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
