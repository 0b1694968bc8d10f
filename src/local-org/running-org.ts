import { Mistake } from '../base/errors.ts';
import { type OrgKind, orgKinds } from './engine/org-kind.ts';
import type { Edition } from './engine/schema/edition.ts';
import type { HostedOrg } from './hosted-org.ts';
import { issueSignUpCode } from './http/oauth/sign-up-codes.ts';
import { jwtClientId } from './jwt-key.ts';
import type { OpenOrg } from './open-org.ts';
import { type OrgControl, openControl } from './org-control.ts';

/** The org whose row asked for another one. */
export interface OrgOrigin {
  readonly kind: 'scratch' | 'sandbox';
  /** Its Id, 18 characters. */
  readonly by: string;
  /** The row's Id. */
  readonly request: string;
}

interface SignUpClient {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly username?: string;
}

interface OrgNames {
  readonly name: string;
  readonly usernameSuffix: string;
  readonly administrator?: string;
  readonly origin?: OrgOrigin;
}

/** One of a server's orgs, for the program that started it. */
export interface RunningOrg {
  /** 18 characters. */
  readonly organizationId: string;
  readonly name: string;
  readonly edition: Edition;
  readonly kind: OrgKind;
  readonly licences: number;
  /** What the names of the users that it began with end in; nothing for the first org. */
  readonly usernameSuffix: string;
  /** The user that its first token is for. */
  readonly administrator: string;
  /** Where it says that it runs. */
  readonly instanceName: string;
  /** When it runs out; never for most. */
  readonly expires: Date | undefined;
  /** Which org asked for it; nobody for those of the server itself. */
  readonly origin: OrgOrigin | undefined;
  /** Its active users. */
  usernames(): readonly string[];
  /** The user's access token, the same one until it ends; the administrator's when nobody is named. */
  accessToken(username?: string): string;
  /** A code that lets a user in, once, the administrator unless named: what a client gets that has asked for the org. */
  issueSignUpCode(client: SignUpClient): string;
  /** Faults on demand, and changes behind the clients' backs. */
  readonly control: OrgControl;
  /** Back to the seed, with no faults and a new day's allocation. Tokens stay good. */
  reset(): Promise<void>;
  /** The whole org as it is now, or as it was at a snapshot, for a copy of it. */
  image(snapshot?: string): Uint8Array;
  /** Keeps the org as it is now under a name. One of that name is replaced. */
  snapshot(name: string): void;
  /** Rows, schema and metadata as they were at the snapshot. Bulk jobs go, tokens stay good. */
  restore(name: string): Promise<void>;
  snapshots(): readonly string[];
  /** `false` when there was none of that name. */
  dropSnapshot(name: string): boolean;
}

export function runningOrg(
  org: OpenOrg,
  { name, usernameSuffix, administrator = `admin@heap.local${usernameSuffix}`, origin }: OrgNames,
): RunningOrg {
  const { engine, shelf } = org;
  return {
    organizationId: engine.organizationId,
    name,
    edition: engine.edition,
    kind: engine.kind,
    licences: engine.licences,
    usernameSuffix,
    administrator,
    instanceName: orgKinds[engine.kind].instanceName,
    expires: engine.expires,
    origin,
    usernames: () => engine.activeUsers().map(({ username }) => username),
    accessToken: (username = administrator) => tokenFor(org, username),
    issueSignUpCode: ({ username = administrator, ...client }) => issueSignUpCode(org, { username, ...client }),
    control: openControl(org),
    reset: () => org.reset(),
    image: (snapshot) => (snapshot === undefined ? engine.snapshot() : shelf.get(snapshot)),
    snapshot: (as) => shelf.put(as, engine.snapshot()),
    restore: (as) => org.restore(as),
    snapshots: () => shelf.names(),
    dropSnapshot: (as) => shelf.drop(as),
  };
}

function tokenFor({ engine, tokens }: HostedOrg, username: string): string {
  const user = engine.userByUsername(username);
  if (user === undefined || !user.active) {
    throw new Mistake({
      trouble: 'unknown-name',
      message: `The local org has no active user ${username}.`,
      actions: ['Use admin@heap.local or heap-sync@heap.local, or a user that was added to the org.'],
      facts: { username },
    });
  }
  return tokens.accessToken(user.id, engine.session(user.id)?.user.username ?? username, jwtClientId);
}
