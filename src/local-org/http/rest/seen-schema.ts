import { createHash } from 'node:crypto';
import type { Entry } from '../door.ts';

interface Seen {
  readonly content: string;
  readonly since: number;
}

/** Descriptions that were handed out, so that it can be told since when one has been as it is now. */
export class SeenSchema {
  readonly #seen = new Map<string, Seen>();

  /**
   * The second from which on this description has been the same for this user, be it the schema or the user's access
   * that changed it. Dates have whole seconds: a change within one counts from the next, and two never share one.
   */
  since({ engine, session, apiVersion }: Entry, resource: string, body: unknown): number {
    const key = [engine.organizationId, session.user.id, apiVersion, resource.toLowerCase()].join(' ');
    const content = createHash('sha1').update(JSON.stringify(body)).digest('base64');
    const before = this.#seen.get(key);
    if (before?.content === content) return before.since;
    const now = Math.ceil(engine.clock.now().getTime() / 1000) * 1000;
    const since = before === undefined ? now : Math.max(now, before.since + 1000);
    if (this.#seen.size >= mostKept) this.#seen.clear();
    this.#seen.set(key, { content, since });
    return since;
  }
}

/** What is forgotten costs one full answer. */
const mostKept = 5000;
