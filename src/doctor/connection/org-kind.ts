import type { Settings } from '../../config/settings.ts';
import { crossingOf, crossingText } from '../../environments/check-pairing.ts';
import type { Org } from '../../salesforce/org.ts';
import { type Finding, finding } from '../finding.ts';
import type { OrgFacts } from '../org/org-facts.ts';

/** Editions that have the API without an add-on, as Organization.OrganizationType names them. */
const WITH_API: readonly string[] = [
  'Enterprise Edition',
  'Unlimited Edition',
  'Developer Edition',
  'Performance Edition',
];

export function edition({ edition: found }: OrgFacts): Finding {
  if (found.status === 'withheld')
    return finding('edition', 'not-visible', 'it answers, so it has API access', { means: found.error.message });
  const name = found.value;
  return finding(
    'edition',
    'passed',
    WITH_API.includes(name) ? `${name}, with API access` : `${name}; the API is switched on`,
  );
}

/** The API version that this program was written and tested against. */
export const TESTED_VERSION = '67.0';

export function apiVersion({ apiVersion: newest }: Org): Finding {
  const ahead = Number(newest) - Number(TESTED_VERSION);
  if (ahead === 0) return finding('api-version', 'passed', `${newest}, the org's newest`);
  if (ahead > 0) return finding('api-version', 'passed', `${newest}, the org's newest; tested with ${TESTED_VERSION}`);
  return finding('api-version', 'warned', `${newest} is the org's newest; tested with ${TESTED_VERSION}`, {
    means: 'Orgs are upgraded three times a year by themselves. What only newer versions have is refused until then.',
    next: ['See when the org is upgraded: https://status.salesforce.com'],
  });
}

const KINDS = {
  production: 'production',
  sandbox: 'sandbox',
  scratch: 'scratch org',
  developer: 'Developer Edition',
} as const satisfies Readonly<Record<Org['environment'], string>>;

/** What the org is, and whether the environment of Heap goes with it. */
export function pairing(org: Org, { heap }: Pick<Settings, 'heap'>): Finding {
  const kind = KINDS[org.environment];
  const crossing = crossingOf(org.environment, heap);
  if (crossing !== undefined) {
    return finding('pairing', 'failed', `${kind} with a ${crossing.heap} environment of Heap`, {
      means: `${crossingText(crossing)}: runs are refused, so that data of one world does not get into the other.`,
      next: [
        'Name an environment that pairs them: --environment NAME, from environments in heap.config.yaml.',
        'If it is meant: --allow-cross-environment with each run.',
      ],
    });
  }
  if (heap === undefined) return finding('pairing', 'passed', `${kind}; no Heap is named beside it`);
  if (heap.kind === 'local') return finding('pairing', 'passed', `${kind}, with the local Heap`);
  return finding('pairing', 'passed', `${kind}, with Heap's ${heap.environment} ${heap.appId}`);
}
