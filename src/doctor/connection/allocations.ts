import { number } from '../../base/counted.ts';
import type { Settings } from '../../config/settings.ts';
import { shareOfOrg } from '../../salesforce/credit-meter.ts';
import { type Finding, finding } from '../finding.ts';
import type { OrgFacts } from '../org/org-facts.ts';

/** The API requests that the org has left, by its own figure, and ours of a day. */
export function apiRequests({ org }: OrgFacts, { credits }: Pick<Settings, 'credits'>): Finding {
  const { allocation } = org.credits;
  const { left, name, actions } = org.credits.tightest();
  const says =
    allocation === undefined
      ? `${number(left)} left ${name}`
      : `${number(allocation.of - allocation.used)} of ${number(allocation.of)} left in 24 hours`;
  if (left <= 0) {
    return finding('api-requests', 'failed', says, { means: `None is left ${name}, so runs stop.`, next: actions });
  }
  const share = allocation && shareOfOrg(allocation.of, credits.ofOrg) - allocation.used;
  if (allocation !== undefined && share !== undefined && share < allocation.of * 0.1) {
    return finding('api-requests', 'warned', says, {
      means: `Runs stop at ${credits.ofOrg} % of it (credits.ofOrg), which is ${number(Math.max(0, share))} requests away.`,
      next: ['See who uses them: Setup > System Overview > API Requests, Last 24 Hours.'],
    });
  }
  return finding('api-requests', 'passed', says);
}

/** Room for usage rows, of which each takes two kilobytes whatever is in it. */
export function storage({ limits }: OrgFacts): Finding {
  if (limits.status === 'withheld') {
    return finding('storage', 'not-visible', 'only who may view Setup sees it', {
      next: ['Setup > Storage Usage shows it.'],
    });
  }
  const data = limits.value.get('DataStorageMB');
  if (data === undefined) return finding('storage', 'not-visible', 'the org does not tell');
  const says = `${number(data.remaining)} of ${number(data.max)} MB left`;
  if (data.remaining > data.max * 0.1) return finding('storage', 'passed', says);
  return finding('storage', data.remaining <= 0 ? 'failed' : 'warned', says, {
    means: 'A usage row takes 2 KB. Without room, new rows are refused; rows that are there are changed all the same.',
    next: ['Free some, or buy more: Setup > Storage Usage.'],
  });
}

const WORTH_TELLING = 5 * 60_000;

/** The org's clock and ours. A login by JWT is refused when they are minutes apart. */
export function clocks({ clockAhead }: OrgFacts): Finding {
  const apart = Math.abs(clockAhead);
  const side = clockAhead < 0 ? 'behind' : 'ahead of';
  if (apart < WORTH_TELLING) return finding('clock', 'passed', `${Math.round(apart / 1000)} s apart`);
  return finding('clock', 'warned', `the org is ${Math.round(apart / 60_000)} minutes ${side} this machine`, {
    means: 'A login by JWT is refused then, and midnight is taken from this clock. Pulls go by the time of the org.',
    next: ['Have this machine keep its time: timedatectl set-ntp true'],
  });
}
