import type { Refusal } from '../../base/errors.ts';
import type { Org } from '../../salesforce/org.ts';
import type { TextPage } from '../../salesforce/text-rows.ts';
import { type Look, lookAtOrg, type Seen } from './ask-org.ts';

type Queries = Look['queries'];

/**
 * What an org has answered in the course of one look, by the text of each query: an answer serves as long as the same is
 * asked, so that what turns out in between costs no second asking of the rest.
 */
export class Answers {
  readonly #pages = new Map<string, TextPage>();
  readonly #refusals = new Map<string, Refusal>();

  /** Asks what is not answered yet, and for these descriptions. */
  async ask(org: Org, { queries, describe }: Look): Promise<Seen> {
    const missing = Object.fromEntries(Object.entries(queries).filter(([, soql]) => !this.has(soql)));
    const seen = await lookAtOrg(org, { queries: missing, describe });
    for (const [name, page] of seen.pages) this.#pages.set(missing[name]!, page);
    for (const [name, refusal] of seen.refusals) {
      const soql = missing[name];
      if (soql !== undefined) this.#refusals.set(soql, refusal);
    }
    return seen;
  }

  has(soql: string | undefined): boolean {
    return soql !== undefined && (this.#pages.has(soql) || this.#refusals.has(soql));
  }

  pages(queries: Queries): ReadonlyMap<string, TextPage> {
    return answersOf(queries, this.#pages);
  }

  refusals(queries: Queries): ReadonlyMap<string, Refusal> {
    return answersOf(queries, this.#refusals);
  }
}

function answersOf<T>(queries: Queries, all: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(queries).flatMap(([name, soql]) => {
      const answer = all.get(soql);
      return answer === undefined ? [] : [[name, answer] as const];
    }),
  );
}
