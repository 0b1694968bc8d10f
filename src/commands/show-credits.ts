import { number } from '../base/counted.ts';
import type { CreditReport, RunSpent } from '../credits/read-credits.ts';
import { bar } from './bar.ts';
import type { Look, Paint } from './look.ts';
import { momentIn } from './show-moment.ts';

/** Runs that are shown, the dearest first. */
const SHOWN = 10;

/** What bars leave to the words beside them. */
const WORDS = 40;

export function showCredits(report: CreditReport, look: Look): string {
  const { org, at, zone } = report;
  const who = org.id === undefined ? org.name : `${org.name} (${org.id})`;
  const head = `${look.paint('bold', `Credits of ${who}`)}, ${momentIn(zone, at)} ${zone}`;
  if (org.id === undefined) {
    return `${head}\nNo request to this org is in the ledger yet. Its own figure costs one: heap-sf credits --refresh`;
  }
  return [head, '', ...capLines(report, look), '', ...useLines(report, look), '', ...dayLines(report, look)].join('\n');
}

function capLines({ caps, forecast, spent, zone }: CreditReport, look: Look): readonly string[] {
  const { perDay, perRun, ofOrg } = caps;
  const line = (what: string, used: number, of: number, more = '') => {
    const full = bar([{ count: used, sign: '#', paint: paintOf(used, of) }], of, barWidth(look), look);
    return `${what.padEnd(14)} [${full}] ${number(used)} of ${number(of)}${more}`;
  };
  return [
    line('Last 24 hours', spent, perDay.of),
    line('Dearest run', perRun.used, perRun.of),
    ...(ofOrg === undefined
      ? ['What the org has used is not known yet: heap-sf credits --refresh (costs one credit)']
      : [
          line('Org, by all', ofOrg.used, ofOrg.of),
          look.paint(
            'dim',
            `${' '.repeat(15)}as of ${momentIn(zone, ofOrg.readAt)}; ${ofOrg.percent} % of its ${number(ofOrg.allocation)} in 24 hours`,
          ),
        ]),
    '',
    ...forecastLines(forecast, perDay.of, look),
  ];
}

function forecastLines(
  { sinceMidnight, pulls, push, toCome, total }: CreditReport['forecast'],
  of: number,
  look: Look,
) {
  const parts = [
    { count: sinceMidnight, sign: '#', paint: paintOf(total, of) },
    { count: toCome, sign: '+', paint: paintOf(total, of) },
  ];
  const sums = [
    `${number(sinceMidnight)} since midnight`,
    ...(pulls ? [`${pulls.left} hourly ${pulls.left === 1 ? 'pull' : 'pulls'} of ${number(pulls.each)}`] : []),
    ...(push?.cost === undefined ? [] : [`tonight's push of ${number(push.cost)}`]),
  ];
  const unknown = push !== undefined && push.cost === undefined ? ' No push tells yet what tonight will cost.' : '';
  return [
    `${'By midnight'.padEnd(14)} [${bar(parts, of, barWidth(look), look)}] ${number(total)} of ${number(of)}`,
    look.wrap(`${sums.join(', ')}.${unknown}`, 15),
  ];
}

function useLines({ byKind, runs }: CreditReport, look: Look): readonly string[] {
  if (runs.length === 0) return ['Nothing was spent in the last 24 hours.'];
  const rest = runs.length - SHOWN;
  return [
    look.wrap(`By kind of call: ${callsText(byKind)}`),
    look.table(
      [{ head: 'Run', whole: true }, { head: 'Calls' }, { head: 'Credits', align: 'right' }],
      runs.slice(0, SHOWN).map((run: RunSpent) => [run.runId ?? 'outside runs', callsText(run.byKind), run.spent]),
    ),
    ...(rest > 0 ? [`${number(rest)} more runs, each no dearer: heap-sf credits --json`] : []),
  ];
}

function dayLines({ days, forecast }: CreditReport, look: Look): readonly string[] {
  const most = Math.max(forecast.total, ...days.map(({ spent }) => spent));
  return days.map(({ day, spent }, at) => {
    const isToday = at === days.length - 1;
    const parts = [
      { count: spent, sign: '#', paint: 'good' as const },
      ...(isToday ? [{ count: forecast.toCome, sign: '+', paint: 'dim' as const }] : []),
    ];
    const line = bar(parts, most, barWidth(look), look).replace(/\.+$/, '');
    return `${day.padEnd(14)}  ${line}${line === '' ? '' : ' '}${number(spent)}${isToday ? ' so far' : ''}`;
  });
}

function barWidth({ width }: Look): number {
  return Math.max(10, Math.min(width, 100) - WORDS);
}

function paintOf(used: number, of: number): Paint {
  if (used >= of) return 'bad';
  return used >= of * 0.8 ? 'warn' : 'good';
}

function callsText(byKind: Readonly<Record<string, number>>): string {
  return Object.entries(byKind)
    .map(([kind, count]) => `${kind} ${number(count)}`)
    .join(', ');
}
