import type { FastifyRequest } from 'fastify';

/** What a login says of itself. */
export type Words = Readonly<Record<string, string | undefined>>;

/** The words of the query and of a form, the form's going first. */
export function wordsOf({ query, body }: FastifyRequest): Words {
  const words: Record<string, string> = Object.create(null);
  for (const part of [query, body]) {
    if (typeof part !== 'object' || part === null) continue;
    for (const [name, value] of Object.entries(part)) if (typeof value === 'string') words[name] = value;
  }
  return words;
}
