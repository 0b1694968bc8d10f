import { chmod } from 'node:fs/promises';
import { Mistake, NamedError } from '../base/errors.ts';
import type { Context } from '../context.ts';
import type { Finding, Fix } from '../doctor/finding.ts';
import { applyMetrics } from '../metrics/fields/apply.ts';
import { recordApply } from '../metrics/fields/apply-record.ts';
import { fieldKey } from '../metrics/fields/field-key.ts';
import type { MetricPlan } from '../metrics/fields/metric-plan.ts';
import { READING_SET } from '../properties/reading-grants.ts';
import { grantFieldAccess } from '../salesforce/field-access.ts';
import { readMetrics, readPlan } from './metrics-ground.ts';
import type { Stage } from './stage.ts';

/** What became of something that could be mended. `kept`: asked, and told not to. */
export interface Fixed {
  readonly what: string;
  readonly status: 'done' | 'refused' | 'kept';
  readonly message?: string;
}

interface FixRequest {
  readonly yes: boolean;
  readonly adminOrg: string | undefined;
  readonly stage: Stage;
}

/** Mends what the findings say can be mended, after a question; each answers for itself. */
export async function fixAll(
  context: Context,
  findings: readonly Finding[],
  request: FixRequest,
): Promise<readonly Fixed[]> {
  const fixes = findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  const whats = fixes.flatMap(whatsOf);
  if (whats.length === 0) return [];
  if (!request.yes) {
    const { confirm } = request.stage;
    if (confirm === undefined) throw cannotAsk(whats);
    const text = ['To be mended:', ...whats.map((what) => `  ${what}`)].join('\n');
    if (!(await confirm(text, 'Mend it?'))) return whats.map((what) => ({ what, status: 'kept' }));
  }
  const fixed: Fixed[] = [];
  for (const fix of fixes) {
    if (fix.kind === 'mode') fixed.push(await fixMode(fix));
    if (fix.kind === 'read-fields') fixed.push(...(await fixReading(context, fix, request)));
  }
  return [...fixed, ...(await fixMetrics(context, fixes.filter(isOfMetric), request))];
}

type MetricFix = Extract<Fix, { readonly object: string }>;

function isOfMetric(fix: Fix): fix is MetricFix {
  return fix.kind === 'metric-access' || fix.kind === 'history';
}

/** Each single thing, as it is asked for and told of. */
function whatsOf(fix: Fix): readonly string[] {
  switch (fix.kind) {
    case 'mode':
      return [modeWhat(fix)];
    case 'read-fields':
      return fix.grants.map(readWhat);
    case 'metric-access':
    case 'history':
      return [metricWhat(fix)];
  }
}

const modeWhat = ({ path, mode }: Extract<Fix, { kind: 'mode' }>) => `chmod ${mode.toString(8)} ${path}`;
const readWhat = ({ object, field }: { readonly object: string; readonly field: string }) =>
  `Read on ${object}.${field}`;

function metricWhat({ kind, object, field }: MetricFix): string {
  return kind === 'history' ? `history tracking of ${object}.${field}` : `Read and Edit on ${object}.${field}`;
}

async function fixMode(fix: Extract<Fix, { kind: 'mode' }>): Promise<Fixed> {
  const what = modeWhat(fix);
  try {
    await chmod(fix.path, fix.mode);
    return { what, status: 'done' };
  } catch (error) {
    // Somebody else's file, or a file system without modes.
    return { what, status: 'refused', message: error instanceof Error ? error.message : String(error) };
  }
}

async function fixReading(
  context: Context,
  { grants }: Extract<Fix, { kind: 'read-fields' }>,
  { adminOrg }: FixRequest,
): Promise<readonly Fixed[]> {
  return unlessRefused(grants.map(readWhat), async () => {
    const admin = await context.adminOrg(adminOrg);
    const outcomes = await grantFieldAccess(admin, { permissionSet: READING_SET, grants });
    return outcomes.map((outcome): Fixed => {
      const what = readWhat(outcome);
      return outcome.status === 'refused'
        ? { what, status: 'refused', message: outcome.message }
        : { what, status: 'done' };
    });
  });
}

/** By what `metrics apply` does, of which nothing is made or renamed. */
async function fixMetrics(
  context: Context,
  fixes: readonly MetricFix[],
  { adminOrg }: FixRequest,
): Promise<readonly Fixed[]> {
  if (fixes.length === 0) return [];
  return unlessRefused(fixes.map(metricWhat), async () => {
    const plan = onlyMending(await readPlan(context, await readMetrics(context), adminOrg), fixes);
    const [org, granter] = [await context.org(), await context.adminOrg(adminOrg)];
    return context.run({ kind: 'apply', org }, async (run) => {
      const applied = await applyMetrics(plan, { org, granter, progress: context.progress });
      recordApply(run, { plan, applied, made: context.ledger.madeFields(org.organizationId) });
      const refused = new Map(
        [...applied.missingGrants, ...applied.missingTracking].map((one) => [fieldKey(one), one.message]),
      );
      const result = fixes.map((fix): Fixed => {
        const message = refused.get(fieldKey(fix));
        return {
          what: metricWhat(fix),
          ...(message === undefined ? { status: 'done' } : { status: 'refused', message }),
        };
      });
      return { status: applied.status, result };
    });
  });
}

function onlyMending(plan: MetricPlan, fixes: readonly MetricFix[]): MetricPlan {
  const keysOf = (kind: MetricFix['kind']) => new Set(fixes.filter((fix) => fix.kind === kind).map(fieldKey));
  const [access, history] = [keysOf('metric-access'), keysOf('history')];
  return {
    ...plan,
    create: [],
    noRoom: [],
    hidden: [],
    clash: [],
    relabel: [],
    untracked: [],
    grant: plan.grant.filter((one) => access.has(fieldKey(one))),
    track: plan.track.filter((one) => history.has(fieldKey(one))),
  };
}

/** One of them that cannot be done keeps nobody from the others. */
async function unlessRefused(
  whats: readonly string[],
  work: () => Promise<readonly Fixed[]>,
): Promise<readonly Fixed[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NamedError)) throw error;
    return whats.map((what) => ({ what, status: 'refused', message: error.message }));
  }
}

function cannotAsk(whats: readonly string[]): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: `This would mend: ${whats.join('; ')}. There is nobody to ask: no terminal, or --json.`,
    actions: ['Look first: heap-sf doctor', 'Then say that it is meant: heap-sf doctor --fix --yes'],
    facts: { fixes: whats },
  });
}
