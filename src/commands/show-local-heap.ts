import type { AppFacts } from '../local-heap/look/look.ts';
import type { LoggedRequest, Tally } from '../local-heap/store/request-log.ts';
import type { Look, TextColumn } from './look.ts';

interface HeapFacts {
  readonly folder: string;
  readonly apps: readonly AppFacts[];
  readonly requests: { readonly tallies: readonly Tally[]; readonly last: readonly LoggedRequest[] };
}

export type HeapInfo =
  | { readonly status: 'absent'; readonly folder: string }
  | ({ readonly status: 'stopped' } & HeapFacts)
  | ({ readonly status: 'running'; readonly url: string; readonly pid: number } & HeapFacts);

const figure = (head: string): TextColumn => ({ head, align: 'right' });

export function showHeapInfo(info: HeapInfo, look: Look): string {
  if (info.status === 'absent') return `There is no local Heap yet. Start it with: heap-sf local-heap start`;
  const { apps, requests, folder } = info;
  return [
    info.status === 'running'
      ? `The local Heap is running at ${info.url} (process ${info.pid}).`
      : 'The local Heap is not running. Start it with: heap-sf local-heap start',
    `Kept in ${folder}`,
    '',
    ...(apps.length === 0 ? ['Nothing has been sent to it yet.'] : [appsTable(apps, look)]),
    ...(requests.tallies.length === 0 ? [] : ['', talliesTable(requests.tallies, look)]),
    ...(requests.last.length === 0 ? [] : ['', 'Last requests, the newest first:', requestsTable(requests.last, look)]),
  ].join('\n');
}

function appsTable(apps: readonly AppFacts[], look: Look): string {
  return look.table(
    [{ head: 'app_id', whole: true }, figure('users'), figure('accounts'), figure('events'), figure('properties')],
    apps.map(({ appId, users, accounts, events, properties }) => [appId, users, accounts, events, properties]),
  );
}

function talliesTable(tallies: readonly Tally[], look: Look): string {
  return look.table(
    [{ head: 'app_id' }, { head: 'path' }, figure('requests'), figure('taken'), figure('refused')],
    tallies.map(({ appId, path, requests, items, refused }) => [appId, path, requests, items, refused]),
  );
}

function requestsTable(last: readonly LoggedRequest[], look: Look): string {
  return look.table(
    [{ head: 'time (UTC)' }, { head: 'path' }, figure('items'), figure('status'), { head: 'refused because' }],
    last.map(({ time, path, items, status, said }) => [
      new Date(time).toISOString().slice(0, 19).replace('T', ' '),
      path.replace('/api/', ''),
      items,
      status < 400 ? status : { text: status, paint: 'bad' },
      said,
    ]),
  );
}
