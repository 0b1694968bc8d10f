import { z } from 'zod';
import { clockMoveForm } from '../../../base/clock-move-form.ts';
import { type OrgKind, orgKinds } from '../../engine/org-kind.ts';
import { type Edition, editions } from '../../engine/schema/edition.ts';
import type { NewOrg } from '../../house/org-house.ts';
import type { RunningOrg } from '../../running-org.ts';

/** Something that is done to an org at once. */
interface Action {
  readonly does: string;
  run(org: RunningOrg, body: unknown): unknown;
}

function action<T>(does: string, form: z.ZodType<T>, run: (org: RunningOrg, said: T) => unknown): Action {
  return { does, run: (org, body) => run(org, form.parse(body ?? {})) };
}

const tokens = z.strictObject({ username: z.string().min(1).optional(), token: z.string().min(1).optional() });
const row = z.record(z.string().min(1).max(255), z.unknown());
const named = z.strictObject({ name: z.string().min(1) });
const nothing = z.strictObject({});
const count = z.int().min(0).max(1_000_000_000);

/** By the last step of their address. */
export const actions: Readonly<Record<string, Action>> = {
  'expire-sessions': action(
    'Ends sessions: all, one user’s (username) or one (token).',
    tokens,
    ({ control }, which) => ({
      ended: control.expireSessions(which as { username?: string; token?: string }),
    }),
  ),
  'revoke-refresh-tokens': action(
    'Takes refresh tokens back: all, one user’s (username) or one (token).',
    tokens,
    ({ control }, which) => ({ ended: control.revokeRefreshTokens(which as { username?: string; token?: string }) }),
  ),
  'time-out-sessions': action(
    'Ends each session after so many minutes without a request; null for never.',
    z.strictObject({ minutes: z.int().min(1).max(1440).nullable() }),
    ({ control }, { minutes }) => control.timeOutSessions(minutes ?? undefined),
  ),
  'use-requests': action(
    'Sets how many of the day’s API requests are used, or left.',
    z.union(
      [z.strictObject({ used: count }), z.strictObject({ left: count })],
      'Say either used or left: a whole number.',
    ),
    ({ control }, amount) => control.useRequests(amount),
  ),
  'move-clock': action(
    'Moves the org’s clock: by so many milliseconds, or to a time.',
    clockMoveForm,
    ({ control }, move) => ({ now: control.moveClock(move).toISOString() }),
  ),
  write: action(
    'Writes rows as the platform itself does.',
    z.strictObject({
      object: z.string().min(1).max(80),
      operation: z.enum(['insert', 'update', 'upsert', 'delete', 'hardDelete', 'undelete']),
      rows: z.array(row).min(1).max(10_000),
      externalId: z.string().min(1).max(80).optional(),
    }),
    ({ control }, { externalId, ...write }) => ({
      outcomes: control.write({ ...write, ...(externalId === undefined ? {} : { externalId }) }),
    }),
  ),
  deploy: action(
    'Deploys metadata as the platform itself does: a zip in base64.',
    z.strictObject({ zip: z.base64().min(1) }),
    ({ control }, { zip }) => control.deploy(Buffer.from(zip, 'base64')),
  ),
  reset: action('Back to the seed, with no faults and a new day’s allocation.', nothing, (org) => org.reset()),
  snapshot: action('Keeps the org as it is now under a name.', named, (org, { name }) => {
    org.snapshot(name);
    return { snapshots: org.snapshots() };
  }),
  restore: action('Rows, schema and metadata as they were at the snapshot.', named, (org, { name }) =>
    org.restore(name),
  ),
  'drop-snapshot': action('Throws a snapshot away.', named, (org, { name }) => ({ dropped: org.dropSnapshot(name) })),
};

const editionNames = Object.keys(editions) as [Edition, ...Edition[]];
const kindNames = Object.keys(orgKinds) as [OrgKind, ...OrgKind[]];

const newOrgForm = z.strictObject({
  name: z.string().min(1).max(80),
  edition: z.enum(editionNames).optional(),
  kind: z.enum(kindNames).optional(),
  devHub: z.boolean().optional(),
  licences: z.int().min(1).max(1_000_000).optional(),
  seed: z.record(z.string(), z.array(row)).optional(),
  usernameSuffix: z.string().optional(),
  dailyApiRequests: count.optional(),
  dataStorageMb: count.optional(),
});

export const parseNewOrg = (body: unknown): NewOrg => newOrgForm.parse(body ?? {}) as NewOrg;
