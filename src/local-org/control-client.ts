import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mistake } from '../base/errors.ts';
import type { OrgKind } from './engine/org-kind.ts';
import type { Edition } from './engine/schema/edition.ts';
import { noSnapshot } from './org-snapshots.ts';

/** What the control API tells of an org. */
export interface OrgAbout {
  readonly organizationId: string;
  readonly name: string;
  readonly edition: Edition;
  readonly kind: OrgKind;
  readonly licences: number;
  readonly usernameSuffix: string;
  readonly usernames: readonly string[];
  readonly snapshots: readonly string[];
}

/** The orgs of a server, wherever it runs. An org is named by its Id or name, the first one by `first`. */
export interface OrgsControl {
  list(): Promise<readonly OrgAbout[]>;
  reset(org: string): Promise<void>;
  snapshot(org: string, name: string): Promise<void>;
  restore(org: string, name: string): Promise<void>;
  dropSnapshot(org: string, name: string): Promise<void>;
}

/** Talks to the server of this folder over its control API, with the key that lies in the folder. */
export function controlOver(url: string, folder: string): OrgsControl {
  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/local-org/${path}`, {
      method,
      headers: {
        'x-local-org-key': readFileSync(join(folder, 'control.key'), 'utf8').trim(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    throw refusal(url, response.status, text);
  }
  const at = (org: string): string => `orgs/${encodeURIComponent(org)}`;
  const act = async (org: string, action: string, body: unknown): Promise<void> => {
    await ask('POST', `${at(org)}/${action}`, body);
  };
  return {
    list: async () => ((await ask('GET', 'orgs')) as { readonly orgs: readonly OrgAbout[] }).orgs,
    reset: (org) => act(org, 'reset', {}),
    snapshot: (org, name) => act(org, 'snapshot', { name }),
    restore: (org, name) => act(org, 'restore', { name }),
    async dropSnapshot(org, name) {
      const { dropped } = (await ask('POST', `${at(org)}/drop-snapshot`, { name })) as { readonly dropped: boolean };
      if (!dropped) throw noSnapshot(name, ((await ask('GET', at(org))) as OrgAbout).snapshots);
    },
  };
}

function refusal(url: string, status: number, text: string): Mistake {
  const said = text.startsWith('{')
    ? (JSON.parse(text) as Partial<Pick<Mistake, 'trouble' | 'message' | 'actions'>>)
    : {};
  return new Mistake({
    trouble: said.trouble ?? (status === 404 ? 'unknown-name' : 'refused'),
    message: said.message ?? `The local org at ${url} answered ${status}.`,
    actions: said.actions ?? ['Stop the local org and start it again.'],
    facts: { url, status },
  });
}
