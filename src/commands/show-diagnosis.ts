import { DOCTOR_GROUPS } from '../doctor/checks.ts';
import type { Finding, FindingStatus } from '../doctor/finding.ts';
import type { DoctorReport } from './doctor.ts';
import type { Look, Paint } from './look.ts';

const SYMBOLS: Readonly<
  Record<FindingStatus, { readonly symbol: string; readonly paint: Paint; readonly word: string }>
> = {
  passed: { symbol: '✓', paint: 'good', word: 'passed' },
  warned: { symbol: '!', paint: 'warn', word: 'warned' },
  failed: { symbol: '✗', paint: 'bad', word: 'failed' },
  'not-visible': { symbol: '?', paint: 'dim', word: 'not visible' },
  'not-checked': { symbol: '–', paint: 'dim', word: 'not checked' },
};

/** One line each, under their group; what it means and what to do only where something is wrong or cannot be seen. */
export function showDiagnosis({ org, findings, credits, fixed }: DoctorReport, look: Look): string {
  const titles = Math.max(...findings.map(({ title }) => title.length)) + 2;
  const groups = DOCTOR_GROUPS.flatMap((group) => {
    const lines = folded(findings.filter((one) => one.group === group)).map((one) => lineOf(one, titles, look));
    return lines.length === 0 ? [] : [`${look.paint('bold', group)}\n${lines.join('\n')}`];
  });
  return [
    ...(fixed.length === 0 ? [] : [showFixed(fixed, look)]),
    ...groups,
    summary(org.name, findings, credits, look),
  ].join('\n\n');
}

/**
 * Many alike take one line: those of a kind that passed, those that are wrong in one way and mended by one step, and those
 * that could not be looked at for one reason. What passed comes first of its kind.
 */
function folded(findings: readonly Finding[]): readonly Finding[] {
  const alike = Map.groupBy(findings, keyOf);
  const lines = [...alike.values()].map((all) => (all.length === 1 ? all[0]! : foldedOf(all, findings)));
  const place = ({ check }: Finding) => findings.findIndex((one) => one.check === check);
  const passed = ({ status }: Finding) => Number(status !== 'passed');
  return lines.toSorted((a, b) => place(a) - place(b) || passed(a) - passed(b));
}

function keyOf({ check, subject, status, says, next }: Finding, place: number): string {
  if (status === 'not-checked' && next.length === 0) return `not-checked ${says}`;
  if (subject === undefined) return String(place);
  return status === 'passed' ? `passed ${check}` : JSON.stringify([check, status, says, next]);
}

function foldedOf(alike: readonly Finding[], findings: readonly Finding[]): Finding {
  const { subject: _, ...one } = alike[0]!;
  const all = findings.filter(({ check }) => check === one.check).length;
  const count = alike.length === all ? `all ${all}` : `${alike.length} of ${all}`;
  if (one.status === 'passed') return { ...one, says: `${count} ${FINE[one.check] ?? 'are fine'}` };
  const titles = [...new Set(alike.map(({ title }) => title))];
  if (titles.length > 1) return { ...one, title: '', says: `${titles.join(', ')}: ${one.says}` };
  if (one.status === 'not-checked') return one;
  return { ...one, says: `${count} ${one.says}: ${namesOf(alike)}` };
}

/** All of a few, the first of many: `--json` has the rest. */
function namesOf(alike: readonly Finding[]): string {
  const names = alike.map(({ subject }) => subject ?? '');
  return names.length <= MOST_NAMES ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

const MOST_NAMES = 5;

const FINE: Readonly<Record<string, string>> = {
  'metric-field': 'are there, of the right type, read and written',
  'chosen-field': 'can be read',
};

function lineOf({ title, subject, status, says, means, next }: Finding, titles: number, look: Look): string {
  const { symbol, paint } = SYMBOLS[status];
  const text = subject === undefined ? says : `${subject}: ${says}`;
  const indent = title === '' ? 4 : 4 + titles;
  const head = title === '' ? '' : title.padEnd(titles);
  const [first = '', ...rest] = look.wrap(text, indent).split('\n');
  const line = `  ${look.paint(paint, symbol)} ${head}${first.trimStart()}`;
  if (status === 'passed') return [line, ...rest].join('\n');
  return [line, ...rest, ...(means ? [look.wrap(means, DETAIL)] : []), ...next.map((one) => stepOf(one, look))].join(
    '\n',
  );
}

const DETAIL = 6;

/** A command that does not fit beside its words has a line of its own, unbroken, to be copied. */
function stepOf(step: string, look: Look): string {
  const one = `${' '.repeat(DETAIL)}→ ${step}`;
  if (one.length <= look.width) return one;
  const at = step.search(/: (?:heap-sf|sf) /);
  const words = hanging(at < 0 ? step : step.slice(0, at + 1), look);
  return at < 0 ? words : `${words}\n${' '.repeat(DETAIL + 4)}${step.slice(at + 2)}`;
}

function hanging(words: string, look: Look): string {
  const lines = look.wrap(words, DETAIL + 2).split('\n');
  return lines.map((line, at) => (at === 0 ? `${' '.repeat(DETAIL)}→ ${line.trimStart()}` : line)).join('\n');
}

function showFixed(fixed: DoctorReport['fixed'], look: Look): string {
  const words = { done: ['good', 'mended'], refused: ['bad', 'refused'], kept: ['dim', 'left'] } as const;
  return fixed
    .map(({ what, status, message }) => {
      const [paint, word] = words[status];
      return `${look.paint(paint, word)}  ${what}${message === undefined ? '' : `\n${look.wrap(message, 4)}`}`;
    })
    .join('\n');
}

function summary(name: string, findings: readonly Finding[], credits: number, look: Look): string {
  const counts = (Object.keys(SYMBOLS) as FindingStatus[]).flatMap((status) => {
    const count = findings.filter((one) => one.status === status).length;
    const { paint, word } = SYMBOLS[status];
    return count === 0 ? [] : [look.paint(paint, `${count} ${word}`)];
  });
  const fixable = findings.some(({ fix }) => fix !== undefined);
  return [
    `${name}: ${counts.join(', ')}. ${credits} credits.`,
    ...(fixable ? ['Some of it can be mended here: heap-sf doctor --fix'] : []),
  ].join('\n');
}
