import type { DumpFacts } from '../heap/export.ts';
import { CHECK_NAMES, CHECKS } from './checks.ts';
import { apiRequests, clocks, storage } from './connection/allocations.ts';
import { heapPackage } from './connection/heap-package.ts';
import { metadataApi } from './connection/metadata-api.ts';
import { apiVersion, edition, pairing } from './connection/org-kind.ts';
import { notSignedIn, signedIn } from './connection/signed-in.ts';
import type { DoctorGround } from './doctor-ground.ts';
import { fileModes } from './file-modes.ts';
import { type Finding, finding } from './finding.ts';
import { lastRun, scheduleLine } from './machine/run-lines.ts';
import { configFile, sfLogin, signInFiles, stateFolder } from './machine/secret-lines.ts';
import { exportLine, newestLine, type SourceFacts } from './machine/source-lines.ts';
import { historyTracking, metricFields } from './metrics/metric-fields.ts';
import { duplicateRules, validationRules } from './metrics/refusing-rules.ts';
import { type Named, namedBy } from './next-steps.ts';
import { lookAtOrg } from './org/look-at-org.ts';
import type { OrgFacts } from './org/org-facts.ts';
import { ask } from './org/told.ts';
import { keyFields, usageFields } from './permissions/field-permissions.ts';
import { objectPermissions } from './permissions/object-permissions.ts';
import { systemPermissions } from './permissions/system-permissions.ts';
import { chosenFields } from './pull/chosen-fields.ts';
import { heapAnswers, heapApp } from './pull/heap-side.ts';
import { joinKey } from './pull/join-key.ts';

/** What the doctor found, in the order of `CHECKS`, and what looking cost. */
export interface Diagnosis {
  readonly org: { readonly name: string; readonly id?: string };
  readonly findings: readonly Finding[];
  /** Salesforce API requests. */
  readonly credits: number;
}

/**
 * Looks at everything that a run depends on, and changes nothing. What cannot be reached or seen is a line of its own, and
 * keeps none of the others from being looked at.
 */
export async function diagnose(ground: DoctorGround): Promise<Diagnosis> {
  const { settings, progress } = ground;
  const ways = { push: settings.metrics.length > 0, pull: chosenOf(ground).length > 0 };
  const source = await lookAtSource(ground);
  progress.step(`Look at ${ground.orgName}`);
  const org = await lookThere(ground, source, ways);
  progress.step('Look at Heap, the runs and the secrets');
  const found = [...org.findings, ...(await lookHere(ground, source, ways, org.id))];
  progress.done();
  const missing = CHECK_NAMES.filter((name) => CHECKS[name].asks === 'org' && isAsked(name, ways))
    .filter((name) => found.every(({ check }) => check !== name))
    .map((name) =>
      finding(name, 'not-checked', org.id === undefined ? 'the org is not reached' : NOTHING[CHECKS[name].of]),
    );
  const all = [...found, ...missing].filter(({ check }) => isAsked(check, ways));
  return {
    org: { name: ground.orgName, ...(org.id !== undefined && { id: org.id }) },
    findings: CHECK_NAMES.flatMap((name) => all.filter(({ check }) => check === name)),
    credits: org.credits,
  };
}

interface Ways {
  readonly push: boolean;
  readonly pull: boolean;
}

const NOTHING = { both: 'the org did not tell', push: 'no metric is defined', pull: 'no field is chosen' } as const;

/** What only a push needs is nobody's business where nothing is pushed. */
function isAsked(name: Finding['check'], ways: Ways): boolean {
  const { of } = CHECKS[name];
  return of === 'both' || ways[of];
}

function chosenOf({ settings: { pull } }: DoctorGround): readonly unknown[] {
  return pull === undefined ? [] : [...pull.contact, ...pull.account];
}

interface LookedThere {
  readonly findings: readonly Finding[];
  readonly id?: string;
  readonly credits: number;
}

async function lookThere(ground: DoctorGround, source: SourceFacts, ways: Ways): Promise<LookedThere> {
  const { settings, clock, own, admin } = ground;
  const named = namedBy(settings);
  const connected = await ask(() => ground.connect());
  if (connected.status === 'withheld') return { findings: notSignedIn(connected.error, named), credits: 0 };
  const org = connected.value;
  const spent = () => ({ id: org.organizationId, credits: org.credits.spent });
  const looked = await ask(async () => lookAtOrg({ org, clock, pushes: ways.push, pull: settings.pull, admin }));
  if (looked.status === 'withheld') return { findings: notSignedIn(looked.error, named), ...spent() };
  const facts = looked.value;
  const login = await ask(() => ground.login());
  const findings = [
    signedIn(org, login.status === 'told' ? login.value : undefined),
    edition(facts),
    apiVersion(org),
    metadataApi(facts),
    pairing(org, settings),
    heapPackage(facts, own, named),
    storage(facts),
    clocks(facts),
    ...systemPermissions(facts, named),
    ...objectPermissions(facts, named),
    keyFields(facts, settings.join, named),
    ...(ways.push ? [usageFields(facts, named), ...(await lookAtMetrics(ground, facts, named))] : []),
    ...(settings.pull === undefined ? [] : chosenFields(facts, settings.pull, named)),
    await lookAtJoin(ground, source, facts, named),
  ];
  // Last, so that its own requests are in the figure.
  return {
    findings: [...findings, apiRequests(facts, settings)],
    id: org.organizationId,
    credits: org.credits.spent + facts.adminCredits,
  };
}

async function lookAtMetrics(ground: DoctorGround, facts: OrgFacts, named: Named): Promise<readonly Finding[]> {
  const rules = [validationRules(facts, named), duplicateRules(facts)];
  const metrics = await ask(() => ground.metrics());
  if (metrics.status === 'withheld') {
    const { message, actions, trouble } = metrics.error;
    if (trouble === 'source') return [...rules, finding('metric-field', 'not-checked', 'the export cannot be read')];
    return [
      ...rules,
      finding('metric-field', 'failed', 'their definition does not hold', { means: message, next: actions }),
    ];
  }
  const known = { made: ground.ledger.madeFields(facts.org.organizationId), named };
  return [...metricFields(facts, metrics.value, known), historyTracking(facts, metrics.value, known), ...rules];
}

async function lookAtJoin(
  ground: DoctorGround,
  source: SourceFacts,
  { contacts }: OrgFacts,
  named: Named,
): Promise<Finding> {
  if (source.status === 'failed') return finding('join-key', 'not-checked', 'the export cannot be read');
  if (contacts.status === 'withheld') return finding('join-key', 'not-checked', 'no contact can be read');
  return joinKey(await ground.measureJoin(contacts.value), named);
}

async function lookAtSource({ source, newestWritten }: DoctorGround): Promise<SourceFacts> {
  const opened = await ask(async () => ({ opened: await source(), newest: await newestWritten() }));
  if (opened.status === 'withheld') return { status: 'failed', error: opened.error };
  const { newest } = opened.value;
  const { tables, eventTables, dumps } = opened.value.opened;
  return {
    status: 'open',
    tables: tables.size,
    events: eventTables.length,
    hasUsers: tables.has('users'),
    dumps: dumps.length,
    withoutFull:
      dumps.length === 0
        ? []
        : [...tables.values()]
            .filter(({ name, role }) => role !== 'user_migrations' && isPartial(name, dumps))
            .map(({ name }) => name),
    newest,
  };
}

/** Whether all that counts of a table are increments: what was sent before the first of them is not there. */
function isPartial(table: string, dumps: readonly DumpFacts[]): boolean {
  return dumps.every(({ tables }) =>
    tables.every(({ name, incremental, used }) => name !== table || !used || incremental),
  );
}

async function lookHere(
  ground: DoctorGround,
  source: SourceFacts,
  ways: Ways,
  orgId: string | undefined,
): Promise<readonly Finding[]> {
  const { settings, ledger, clock } = ground;
  const now = clock.now();
  const named = namedBy(settings);
  const id = orgId ?? ledger.orgNamed(ground.orgName);
  const runsOf = (kind: 'push' | 'pull') => (id === undefined ? [] : ledger.listRuns({ orgId: id, kind, limit: 20 }));
  const { heap } = settings;
  const reached = ways.pull && heap?.kind === 'app' ? await ground.reachHeap(heap.url) : undefined;
  const side = { heap, reached };
  const runs = (['push', 'pull'] as const)
    .filter((kind) => ways[kind])
    .map((kind) => lastRun(kind, runsOf(kind), now, named));
  const login = await ask(() => ground.login());
  const known = login.status === 'told' ? login.value : undefined;
  const stored = known?.by === 'sf' ? known.stored : undefined;
  return [
    heapAnswers(side),
    heapApp(heap),
    exportLine(source, settings.source),
    newestLine(source, now),
    scheduleLine(await ground.schedule(), runs, named),
    ...runs,
    configFile(await fileModes([settings.configFile])),
    stateFolder(await fileModes([settings.stateFolder])),
    ...sfLogin(await fileModes(stored === undefined ? [] : [stored.file]), await fileModes(stored?.keys ?? [])),
    ...signInFiles(await fileModes(known?.by === 'environment' ? known.files : [])),
  ];
}
