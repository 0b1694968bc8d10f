import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { writeTo } from './output.ts';
import { painted } from './paint.ts';
import { redact } from './redact.ts';
import type { World } from './run-command.ts';
import { stderrLog } from './stderr-log.ts';

type Level = 'debug' | 'info' | 'warn';

/**
 * What a server tells of its life on standard error: a line of JSON for each event, or where a person watches a line to read.
 * From `info` up unless the environment says otherwise.
 */
export function openJournal(
  { stderr, clock }: Pick<World, 'stderr' | 'clock'>,
  { from = 'info', colour }: { readonly from: Level | undefined; readonly colour: boolean },
): Log {
  if (stderr.isTTY !== true) return stderrLog(stderr, clock, from);
  const write = (message: string, facts: Readonly<Record<string, unknown>> = {}, bad = false): void => {
    const line = redact(`${message} ${factsText(facts)}`.trimEnd());
    void writeTo(stderr, `${painted('dim', timeOf(clock), colour)} ${bad ? painted('warn', line, colour) : line}\n`);
  };
  return {
    debug: (message, facts) => (from === 'debug' ? write(message, facts) : undefined),
    info: (message, facts) => (from === 'warn' ? undefined : write(message, facts)),
    warn: (message, facts) => write(message, facts, true),
  };
}

function timeOf(clock: Clock): string {
  return clock.now().toTimeString().slice(0, 8);
}

function factsText(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(', ');
}

function valueText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Array.isArray(value)
    ? value.map(valueText)
    : Object.entries(value).map(([name, part]) => `${name} ${valueText(part)}`);
  return parts.join(' ');
}
