import { Mistake, NamedError } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import type { JoinSettings, PullSettings } from '../config/settings.ts';
import { fieldKey } from '../metrics/fields/field-key.ts';
import { USAGE_OBJECTS } from '../metrics/usage-objects.ts';
import { READING_SET } from '../properties/reading-grants.ts';
import { type DeployedComponent, type DeployOutcome, deploySource } from '../salesforce/deploy-source.ts';
import { listObjects, namespaceOf, resolveObject } from '../salesforce/describe.ts';
import { grantFieldAccess } from '../salesforce/field-access.ts';
import type { Org } from '../salesforce/org.ts';
import { assignPermissionSet, findUser, type UserFacts } from '../salesforce/permission-sets.ts';
import { type Assigned, refusalOf } from './assigned.ts';
import { type AccessCheck, checkAccess } from './check-access.ts';
import { chosenFieldGrants, joinFieldGrants, keptGrants } from './kept-grants.ts';
import { withManagedSource } from './managed-source.ts';
import { type GrantsBySet, mergeGrants, owedGrants } from './owed-grants.ts';

/** Assigned to the connecting user, all of them. */
const CONNECTING_SETS = ['Heap_Usage_Sync', 'Heap_Connecting_User', 'Heap_Metric_Access'];

/** Assigned to the admin, who otherwise could not see the figures: a new field is visible to nobody, no profile excepted. */
const VIEWER_SETS = ['Heap_Usage_Viewer', 'Heap_Metric_Viewer'];

export interface SetupGround {
  /** May deploy, assign and grant. */
  readonly admin: Org;
  readonly connectingUsername: string;
  /** Signs in as the connecting user; asked for only once the user may use the API. */
  connect(): Promise<Org>;
  /** The folder of sfdx-project.json and force-app. */
  readonly projectFolder: string;
  /** Where it notes what it must give back. */
  readonly stateFolder: string;
  readonly join: JoinSettings;
  /** The fields that it chooses are shown to the connecting user. */
  readonly pull?: PullSettings | undefined;
  readonly progress: Progress;
}

/** What set-up did, and what the connecting user can do now. */
export interface SetupReport {
  readonly status: 'done' | 'partly';
  readonly org: { readonly id: string; readonly name: string };
  readonly connectingUser: string;
  /** Of the managed package that the objects came with; absent where set-up deploys them itself. */
  readonly namespace?: string;
  readonly components: readonly DeployedComponent[];
  readonly assigned: readonly Assigned[];
  /** Field access that stood before and was given back, because a deployed permission set replaces the old one whole. */
  readonly restoredGrants: number;
  readonly checks: readonly AccessCheck[];
  readonly credits: number;
}

/** Deploys the package and the permission sets, gives them to the connecting user, and looks whether that is enough. */
export async function setUp(ground: SetupGround): Promise<SetupReport> {
  const { admin, connectingUsername, projectFolder, stateFolder, join, pull, progress } = ground;
  const spentBefore = admin.credits.spent;

  const usageObjects = await findUsageObjects(admin);
  const namespace = usageObjects.map(namespaceOf).find((found) => found !== undefined);
  const what =
    namespace === undefined ? 'Deploy the Heap package and its permission sets' : 'Deploy the permission sets';
  progress.step(what);
  const owed = owedGrants(stateFolder, admin.organizationId);
  const [kept, left] = [await keptGrants(admin, usageObjects), await owed.read()];
  const due = mergeGrants(kept, left);
  await owed.note(due);
  // What a managed package brought stays as it came; deployed beside it, there would be two of everything.
  const deployed =
    namespace === undefined
      ? await deploySource(admin, { projectFolder, paths: ['force-app/package', 'force-app/access'], progress })
      : await withManagedSource(projectFolder, namespace, (folder) =>
          deploySource(admin, { projectFolder: folder, paths: ['force-app/access'], progress }),
        );
  if (deployed.status === 'failed') {
    // Nothing was taken then.
    if (left.size === 0) await owed.settle();
    throw deployFailed(deployed);
  }

  progress.step('Keep the field access granted before');
  const chosen = await chosenFieldGrants(admin, pull);
  const needed = mergeGrants(kept, new Map([[READING_SET, [...joinFieldGrants(join), ...chosen]]]));
  const restoredGrants = await giveBack(admin, mergeGrants(due, needed), needed);
  await owed.settle();

  progress.step(`Assign permission sets to ${connectingUsername} and ${admin.username}`);
  const user = await findUser(admin, connectingUsername);
  if (user === undefined || !user.active) throw noSuchUser(connectingUsername, user !== undefined);
  const assigned = [
    ...(await assignAll(admin, CONNECTING_SETS, user)),
    ...(await assignAll(admin, VIEWER_SETS, { id: admin.userId, username: admin.username })),
  ];
  const refused = assigned.flatMap((one) => refusalOf(one) ?? []);

  progress.step('Check what the connecting user can do');
  const org = await connectAs(ground, refused);
  const checks = await checkAccess(org, join, chosen);
  progress.done();

  return {
    status: refused.length === 0 && checks.every(({ ok }) => ok) ? 'done' : 'partly',
    org: { id: admin.organizationId, name: admin.name },
    connectingUser: connectingUsername,
    ...(namespace === undefined ? {} : { namespace }),
    components: deployed.components,
    assigned,
    restoredGrants,
    checks,
    credits: admin.credits.spent - spentBefore + (org === admin ? 0 : org.credits.spent),
  };
}

async function assignAll(
  admin: Org,
  permissionSets: readonly string[],
  { id, username }: Pick<UserFacts, 'id' | 'username'>,
): Promise<readonly Assigned[]> {
  const assigned: Assigned[] = [];
  for (const name of permissionSets) assigned.push({ ...(await assignPermissionSet(admin, name, id)), username });
  return assigned;
}

/** A user who was refused what lets it in cannot sign in, and what was refused is the reason to tell. */
async function connectAs({ connect }: SetupGround, refused: readonly string[]): Promise<Org> {
  try {
    return await connect();
  } catch (error) {
    if (refused.length === 0 || !(error instanceof NamedError)) throw error;
    throw new Mistake({
      trouble: 'permission',
      message: `${error.message}\n  ${refused.join('\n  ')}`,
      actions: [
        'Mend what was refused, as the org says, or name a connecting user who may have it; then run heap-sf setup again.',
      ],
      facts: { refused },
      cause: error,
    });
  }
}

/** The usage objects by the names that they have in the org, as far as they are there. */
async function findUsageObjects(admin: Org): Promise<readonly string[]> {
  const known = await listObjects(admin);
  const found = await Promise.all(
    Object.values(USAGE_OBJECTS).map(({ object }) => resolveObject(admin, object, known)),
  );
  return found.filter((name) => name !== undefined);
}

/** Grants access, and tells how much of it was not there. What is not `needed` may be of fields that are gone by now. */
async function giveBack(admin: Org, bySet: GrantsBySet, needed: GrantsBySet): Promise<number> {
  let restored = 0;
  for (const [permissionSet, grants] of bySet) {
    if (grants.length === 0) continue;
    const outcomes = await grantFieldAccess(admin, { permissionSet, grants });
    const isNeeded = new Set(needed.get(permissionSet)?.map(fieldKey));
    const refused = outcomes.find((outcome) => outcome.status === 'refused' && isNeeded.has(fieldKey(outcome)));
    if (refused?.status === 'refused') {
      throw new Mistake({
        trouble: 'permission',
        message: `${admin.username} could not grant ${refused.object}.${refused.field} in ${permissionSet}: ${refused.message}`,
        actions: ['Run setup as a user with the permission "Manage Profiles and Permission Sets".'],
        facts: { permissionSet, field: `${refused.object}.${refused.field}`, code: refused.code },
      });
    }
    restored += outcomes.filter(({ status }) => status === 'granted').length;
  }
  return restored;
}

function deployFailed({ components, problem, id }: DeployOutcome): Mistake {
  const failed = components.filter(({ state }) => state === 'failed');
  const said = failed.map(({ type, fullName, problem: why }) => `${type} ${fullName}: ${why ?? 'no reason given'}`);
  return new Mistake({
    trouble: 'refused',
    message: `The org did not take the package (deploy ${id}); nothing was changed.\n  ${said.join('\n  ') || (problem ?? 'It gave no reason.')}`,
    actions: ['Mend what is named above, then run heap-sf setup again.'],
    facts: { deployId: id, failed },
  });
}

function noSuchUser(username: string, inactive: boolean): Mistake {
  return new Mistake({
    trouble: 'unknown-name',
    message: inactive ? `The user ${username} is not active.` : `The org has no user ${username}.`,
    actions: ['Activate or create the user in Setup > Users, then run heap-sf setup again.'],
    facts: { username },
  });
}
