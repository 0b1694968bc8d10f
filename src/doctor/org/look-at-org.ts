import type { Clock } from '../../base/clock.ts';
import type { NamedError } from '../../base/errors.ts';
import type { Level, PullSettings } from '../../config/settings.ts';
import { USAGE_OBJECTS } from '../../metrics/usage-objects.ts';
import { parentObjects } from '../../properties/find-field.ts';
import { askTogether, type Question, type Replies, type Reply } from '../../salesforce/composite.ts';
import type { ObjectDescription } from '../../salesforce/describe.ts';
import { installedPackages } from '../../salesforce/installed-packages.ts';
import type { Org } from '../../salesforce/org.ts';
import { soqlText } from '../../salesforce/query.ts';
import { readFieldsOfObjects } from '../../salesforce/read-custom-fields.ts';
import { readLimits } from '../../salesforce/read-limits.ts';
import type { TextRow } from '../../salesforce/text-rows.ts';
import { activeValidationRules } from '../../salesforce/validation-rules.ts';
import type { OrgFacts, PushFacts, WholeAccess } from './org-facts.ts';
import { ask, type Told } from './told.ts';

export interface LookRequest {
  readonly org: Org;
  readonly clock: Clock;
  readonly pushes: boolean;
  readonly pull: PullSettings | undefined;
  /** Somebody who may view Setup, asked where the connecting user may not. */
  readonly admin?: (() => Promise<Org>) | undefined;
}

/** System permissions that our work asks for, or that make up for another. */
const ASKED = ['ApiEnabled', 'CustomizeApplication', 'ModifyMetadata', 'ViewSetup', 'ViewAllData', 'ModifyAllData'];

const LEVELS = ['account', 'contact'] as const satisfies readonly Level[];

/**
 * Asks the org, as its connecting user, for all that the doctor judges: two composites, and up to four requests for what
 * a composite cannot ask. What the user may not know is told as such.
 */
export async function lookAtOrg(request: LookRequest): Promise<OrgFacts> {
  const { org, clock, pushes, pull } = request;
  const first = await askTogether(org, 'tell what the user may do', {
    company: query('SELECT OrganizationType FROM Organization'),
    permissions: query(`SELECT ${ASKED.map((name) => `Permissions${name}`).join(', ')} FROM UserPermissionAccess`),
    whole: query(wholeSoql(org)),
    entities: query(
      `SELECT QualifiedApiName, InternalSharingModel FROM EntityDefinition WHERE DeveloperName IN ('Account', 'Contact', ${LEVELS.map((level) => soqlText(USAGE_OBJECTS[level].object.replace(/__c$/, ''))).join(', ')})`,
    ),
    duplicates: query('SELECT SobjectType, DeveloperName FROM DuplicateRule WHERE IsActive = true'),
    ...describes(['Account', 'Contact', ...LEVELS.map((level) => USAGE_OBJECTS[level].object)]),
  });
  const clockAhead = first.at.getTime() - clock.now().getTime();
  const entities = rowsOf(first, 'entities');
  const sharing = new Map(
    (entities.status === 'told' ? entities.value : []).flatMap(
      ({ QualifiedApiName: name, InternalSharingModel: model }) => (name && model ? [[name, model] as const] : []),
    ),
  );
  const usage = { account: usageName('account', sharing), contact: usageName('contact', sharing) };
  const seen = described(first);
  const more = [...parentsOf(pull, seen), ...Object.values(usage)].filter((name) => !asked(first, name));
  const second = await askTogether(org, 'describe its objects', {
    contacts: query('SELECT COUNT(Id) contacts FROM Contact'),
    ...describes([...new Set(more)]),
  });
  const whole = await wholeObjects(wholeOf(rowsOf(first, 'whole')), request);
  return {
    org,
    clockAhead,
    edition: mapTold(rowsOf(first, 'company'), ([row]) => row?.['OrganizationType'] ?? ''),
    permissions: mapTold(rowsOf(first, 'permissions'), permissionsOf),
    wholeObjects: whole.objects,
    adminCredits: whole.credits,
    ...(whole.adminTrouble && { adminTrouble: whole.adminTrouble }),
    objects: new Map([...seen, ...described(second)]),
    sharing,
    usage,
    contacts: mapTold(rowsOf(second, 'contacts'), ([row]) => Number(row?.['contacts'] ?? 0)),
    limits: await ask(() => readLimits(org)),
    pushing: pushes ? await pushFacts(org, usage, rowsOf(first, 'duplicates')) : undefined,
  };
}

async function pushFacts(
  org: Org,
  usage: Readonly<Record<Level, string>>,
  duplicates: Told<readonly TextRow[]>,
): Promise<PushFacts> {
  const names = [usage.account, usage.contact];
  return {
    packages: await ask(() => installedPackages(org)),
    fields: await ask(async () => {
      const [account, contact] = await readFieldsOfObjects(org, names);
      return { account, contact };
    }),
    validationRules: await ask(() => activeValidationRules(org, names)),
    duplicateRules: mapTold(duplicates, (rows) =>
      rows
        .map((row) => ({ object: row['SobjectType'] ?? '', name: row['DeveloperName'] ?? '' }))
        .filter(({ object }) => names.includes(object)),
    ),
  };
}

/** Rows that show, together, which objects the user may see or change as a whole. */
function wholeSoql({ userId }: Org): string {
  return `SELECT SobjectType, PermissionsViewAllRecords, PermissionsModifyAllRecords FROM ObjectPermissions WHERE (PermissionsViewAllRecords = true OR PermissionsModifyAllRecords = true) AND ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${soqlText(userId)})`;
}

interface WholeTold {
  readonly objects: OrgFacts['wholeObjects'];
  readonly credits: number;
  readonly adminTrouble?: NamedError;
}

/** By the user's own view, or else by that of an admin. */
async function wholeObjects(own: OrgFacts['wholeObjects'], { org, admin }: LookRequest): Promise<WholeTold> {
  if (own.status === 'told' || admin === undefined) return { objects: own, credits: 0 };
  const asked = await ask(async () => {
    const other = await admin();
    const answer = await askTogether(other, 'tell what a user may do', { whole: query(wholeSoql(org)) });
    return { rows: rowsOf(answer, 'whole'), credits: other.credits.spent };
  });
  if (asked.status === 'withheld') return { objects: asked, credits: 0, adminTrouble: asked.error };
  return { objects: wholeOf(asked.value.rows), credits: asked.value.credits };
}

function wholeOf(rows: Told<readonly TextRow[]>): OrgFacts['wholeObjects'] {
  return mapTold(rows, (all) => {
    const whole = new Map<string, WholeAccess>();
    for (const row of all) {
      const name = row['SobjectType'] ?? '';
      const before = whole.get(name);
      const modifyAll = row['PermissionsModifyAllRecords'] === 'true' || before?.modifyAll === true;
      const viewAll = row['PermissionsViewAllRecords'] === 'true' || before?.viewAll === true || modifyAll;
      whole.set(name, { viewAll, modifyAll });
    }
    return whole;
  });
}

function permissionsOf([row]: readonly TextRow[]): ReadonlyMap<string, boolean> {
  return new Map(ASKED.map((name) => [name, row?.[`Permissions${name}`] === 'true']));
}

function usageName(level: Level, sharing: ReadonlyMap<string, string>): string {
  const { object } = USAGE_OBJECTS[level];
  return [...sharing.keys()].find((name) => name === object || name.endsWith(`__${object}`)) ?? object;
}

function parentsOf(pull: PullSettings | undefined, seen: ReadonlyMap<string, ObjectDescription>): readonly string[] {
  return LEVELS.flatMap((level) => {
    const object = seen.get(level);
    return object === undefined || pull === undefined ? [] : parentObjects(pull[level], object);
  });
}

const query = (soql: string): Question => ({ kind: 'query', soql });

/** A name of a question is letters and digits alone. */
const nameOf = (object: string) => `object${object.replaceAll('_', '')}`;

function describes(objects: readonly string[]): Readonly<Record<string, Question>> {
  return Object.fromEntries(objects.map((object) => [nameOf(object), { kind: 'describe', object }]));
}

function asked({ byName }: Replies, object: string): boolean {
  return byName.has(nameOf(object));
}

function described({ byName }: Replies): ReadonlyMap<string, ObjectDescription> {
  return new Map(
    [...byName.values()].flatMap((reply: Reply) =>
      reply.status === 'described' ? [[reply.object.name.toLowerCase(), reply.object] as const] : [],
    ),
  );
}

function rowsOf({ byName }: Replies, name: string): Told<readonly TextRow[]> {
  const reply = byName.get(name);
  if (reply?.status === 'rows') return { status: 'told', value: reply.page.rows };
  if (reply?.status === 'refused') return { status: 'withheld', error: reply.refusal };
  throw new Error(`Nothing came back for ${name}.`);
}

function mapTold<A, B>(from: Told<A>, work: (value: A) => B): Told<B> {
  return from.status === 'told' ? { status: 'told', value: work(from.value) } : from;
}
