import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mistake } from '../base/errors.ts';
import type { Dump } from './export/write-dump.ts';
import type { Requests } from './heap-control.ts';
import type { AppFacts } from './look/look.ts';

/** As much of a local Heap as commands look at, wherever it runs. */
export interface HeapDesk {
  apps(): Promise<readonly AppFacts[]>;
  requests(last: number): Promise<Requests>;
  exportTo(folder: string, appId: string): Promise<Dump>;
}

/** Talks to the server of this folder over its control API, with the key that lies in the folder. */
export function heapDeskOver(url: string, folder: string): HeapDesk {
  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/local-heap/${path}`, {
      method,
      headers: {
        'x-local-heap-key': readFileSync(join(folder, 'control.key'), 'utf8').trim(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    throw refusal(url, response.status, text);
  }
  return {
    apps: async () => ((await ask('GET', 'apps')) as { readonly apps: readonly AppFacts[] }).apps,
    requests: async (last) => (await ask('GET', `requests?last=${last}`)) as Requests,
    exportTo: async (to, appId) => (await ask('POST', 'export', { folder: to, appId })) as Dump,
  };
}

function refusal(url: string, status: number, text: string): Mistake {
  const said = text.startsWith('{')
    ? (JSON.parse(text) as Partial<Pick<Mistake, 'trouble' | 'message' | 'actions'>>)
    : {};
  return new Mistake({
    trouble: said.trouble ?? (status === 404 ? 'unknown-name' : 'refused'),
    message: said.message ?? `The local Heap at ${url} answered ${status}.`,
    actions: said.actions ?? ['Stop the local Heap and start it again.'],
    facts: { url, status },
  });
}
