import type { Clock } from '../base/clock.ts';
import { type Log, silentLog } from '../base/log.ts';
import { asJson, type Screen, writeTo } from './output.ts';
import { redact } from './redact.ts';

const LEVELS = ['debug', 'info', 'warn'] as const;

/** Log lines as JSON on standard error, from a level up; silent when no level is set. */
export function stderrLog(stream: Screen, clock: Clock, from: (typeof LEVELS)[number] | undefined): Log {
  if (from === undefined) return silentLog;
  const write =
    (level: (typeof LEVELS)[number]) =>
    (message: string, facts: Readonly<Record<string, unknown>> = {}): void => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(from)) return;
      const line = JSON.stringify(JSON.parse(asJson({ time: clock.now(), level, message, ...facts })));
      void writeTo(stream, `${redact(line)}\n`);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn') };
}
