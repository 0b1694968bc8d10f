import type { Refusal } from '../../base/errors.ts';
import { askTogether, type Question, type Replies } from '../../salesforce/composite.ts';
import type { ObjectDescription } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';
import type { TextPage } from '../../salesforce/text-rows.ts';

/** What one look at the org is to bring: first pages of queries by name, and descriptions of objects. */
export interface Look {
  readonly queries: Readonly<Record<string, string>>;
  readonly describe: readonly string[];
}

export interface Seen {
  readonly pages: ReadonlyMap<string, TextPage>;
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** By API name in lower case; what does not exist or is hidden is not there. */
  readonly described: ReadonlyMap<string, ObjectDescription>;
  /** The org's time of the first answer. */
  readonly at: Date;
}

/** Of 25 questions in a request 5 may be queries: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm */
export const QUERIES_AT_ONCE = 5;
const AT_ONCE = 25;

/** Asks in as few requests as that takes: one, unless much is wanted. */
export async function lookAtOrg(org: Org, { queries, describe }: Look): Promise<Seen> {
  const questions: (readonly [name: string, question: Question])[] = [
    ...Object.entries(queries).map(([name, soql]) => [name, { kind: 'queryAll', soql }] as const),
    ...describe.map((object, at) => [`describe${at}`, { kind: 'describe', object }] as const),
  ];
  const answers: Replies[] = [];
  for (const some of requestsOf(questions)) {
    answers.push(await askTogether(org, 'tell what has changed', Object.fromEntries(some)));
  }
  const replies = answers.flatMap(({ byName }) => [...byName]);
  return {
    pages: new Map(replies.flatMap(([name, reply]) => (reply.status === 'rows' ? [[name, reply.page]] : []))),
    refusals: new Map(
      replies.flatMap(([name, reply]) => {
        const hidden = name.startsWith('describe') && reply.status === 'refused' && reply.refusal.code === 'NOT_FOUND';
        return reply.status === 'refused' && !hidden ? [[name, reply.refusal]] : [];
      }),
    ),
    described: new Map(
      replies.flatMap(([, reply]) =>
        reply.status === 'described' ? [[reply.object.name.toLowerCase(), reply.object]] : [],
      ),
    ),
    at: answers[0]?.at ?? new Date(0),
  };
}

/** Parts questions into requests, none of which has too many queries or too many questions. */
export function requestsOf<Q extends { readonly kind: string }>(
  questions: readonly (readonly [string, Q])[],
): readonly (readonly (readonly [string, Q])[])[] {
  const requests: { readonly all: (readonly [string, Q])[]; queries: number }[] = [];
  for (const question of questions) {
    const isQuery = question[1].kind !== 'describe';
    let open = requests.find(({ all, queries }) => all.length < AT_ONCE && (!isQuery || queries < QUERIES_AT_ONCE));
    if (open === undefined) {
      open = { all: [], queries: 0 };
      requests.push(open);
    }
    open.all.push(question);
    if (isQuery) open.queries += 1;
  }
  return requests.map(({ all }) => all);
}
