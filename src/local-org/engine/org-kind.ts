import { Mistake } from '../../base/errors.ts';
import { type Edition, editions } from './schema/edition.ts';

/** What an org tells of itself in its Organization record. */
interface KindRule {
  /** The edition of a new org of this kind, unless another is named. */
  readonly edition: Edition;
  readonly isSandbox: boolean;
  /** Instances of sandboxes and scratch orgs end in S: https://www.alibabacloud.com/help/en/sfoa/product-overview/instance */
  readonly instanceName: string;
  /** Days after which the org runs out; a scratch org has 7 unless told otherwise. */
  readonly trialDays?: number;
  readonly mayBe: (edition: Edition) => boolean;
}

const sandboxEditions: readonly Edition[] = [
  'Professional Edition',
  'Enterprise Edition',
  'Unlimited Edition',
  'Performance Edition',
];
const scratchEditions: readonly Edition[] = [
  'Developer Edition',
  'Enterprise Edition',
  'Team Edition',
  'Professional Edition',
];

/**
 * Kinds of org, told apart as `sf` does: a sandbox has `IsSandbox` and no `TrialExpirationDate`, a scratch org has both.
 * A Developer Edition is no sandbox and nobody's production. Which edition has sandboxes, and which a scratch org may be:
 * https://forcedotcom.github.io/sfdx-core/enums/org_org.Org.Fields.html
 * https://help.salesforce.com/s/articleView?id=platform.data_sandbox_environments.htm
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_scratch_orgs_editions_and_allocations.htm
 */
export const orgKinds = {
  production: {
    edition: 'Enterprise Edition',
    isSandbox: false,
    instanceName: 'HEAP1',
    mayBe: (edition) => edition !== 'Developer Edition',
  },
  sandbox: {
    edition: 'Enterprise Edition',
    isSandbox: true,
    instanceName: 'HEAP1S',
    mayBe: (edition) => sandboxEditions.includes(edition),
  },
  scratch: {
    edition: 'Developer Edition',
    isSandbox: true,
    instanceName: 'HEAP1S',
    trialDays: 7,
    mayBe: (edition) => scratchEditions.includes(edition),
  },
  developer: {
    edition: 'Developer Edition',
    isSandbox: false,
    instanceName: 'HEAP1',
    mayBe: (edition) => edition === 'Developer Edition',
  },
} as const satisfies Readonly<Record<string, KindRule>>;

export type OrgKind = keyof typeof orgKinds;

/** What a new org is bought as; what was not said follows from what was. A Mistake where the two do not go together. */
export function boughtAs(
  kind: OrgKind | undefined,
  edition: Edition | undefined,
): { readonly kind: OrgKind; readonly edition: Edition } {
  const wanted = kind ?? kindOf(edition ?? 'Developer Edition');
  const rule: KindRule = orgKinds[wanted];
  const bought = edition ?? rule.edition;
  if (rule.mayBe(bought)) return { kind: wanted, edition: bought };
  throw new Mistake({
    trouble: 'misuse',
    message: `There is no ${wanted} org of ${bought}.`,
    actions: [`Leave the edition out for ${rule.edition}, or name one of: ${editionsOf(rule).join(', ')}.`],
    facts: { kind: wanted, edition: bought },
  });
}

/** The kind of an org of which only the edition is known. */
export function kindOf(edition: Edition): OrgKind {
  return edition === 'Developer Edition' ? 'developer' : 'production';
}

function editionsOf({ mayBe }: KindRule): readonly Edition[] {
  return (Object.keys(editions) as Edition[]).filter(mayBe);
}

/** When an org of this kind that is made now runs out, unless it was asked for otherwise; never for most. */
export function lastMoment(kind: OrgKind, now: Date): Date | undefined {
  const { trialDays }: KindRule = orgKinds[kind];
  return trialDays === undefined ? undefined : new Date(now.getTime() + trialDays * 86_400_000);
}

/** Whether an org of this kind can be a Dev Hub. https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_setup_enable_devhub.htm */
export const mayBeHub = (kind: OrgKind): boolean => kind === 'production' || kind === 'developer';

/** The fields of Organization that tell the kind. */
export function kindFields(
  kind: OrgKind,
  expires: Date | undefined,
): { readonly IsSandbox: boolean; readonly InstanceName: string; readonly TrialExpirationDate?: string } {
  const { isSandbox, instanceName }: KindRule = orgKinds[kind];
  return {
    IsSandbox: isSandbox,
    InstanceName: instanceName,
    ...(expires !== undefined && { TrialExpirationDate: expires.toISOString() }),
  };
}
