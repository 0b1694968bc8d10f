import { spawn } from 'node:child_process';
import { z } from 'zod';
import type { ScheduledKind } from '../config/read-schedule.ts';
import type { ScheduleGround } from './schedule-ground.ts';

/** How a run in a process of its own ended, by what it printed. */
export type Ended =
  | { readonly kind: 'reported'; readonly status: 'done' | 'partly' | 'failed' }
  | { readonly kind: 'error'; readonly trouble: string; readonly message: string; readonly guard?: string };

export interface RunningChild {
  readonly pid: number | undefined;
  readonly ended: Promise<Ended>;
  /** Asks it to stop; what it has done is kept. */
  stop(): void;
  kill(): void;
}

const WORDS: Readonly<Record<ScheduledKind, readonly string[]>> = {
  pull: ['fields', 'pull'],
  push: ['usage', 'push'],
};

/** Of what a run prints: more than its report is nothing that we read. */
const MOST_PRINTED = 16_000_000;

/**
 * A run in a process of its own: whatever it needs of memory goes with it, and a crash of it is a line in the journal. It
 * waits for a run that somebody started by hand. Ctrl-C in a terminal does not reach it: the scheduler decides.
 */
export function launchRun(
  { program, flags, journal }: ScheduleGround,
  { kind, due }: { readonly kind: ScheduledKind; readonly due: Date },
): RunningChild {
  const [executable = process.execPath, ...before] = program;
  // The figures are those of the moment that was due, however late it is.
  const asOf = kind === 'push' ? ['--as-of', due.toISOString()] : [];
  const words = [...before, ...WORDS[kind], ...asOf, '--when-busy', 'wait', ...flags, '--json'];
  const child = spawn(executable, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let [printed, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (printed.length < MOST_PRINTED) printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${said}${text}`.split('\n');
    said = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') journal.debug('said', { kind, line });
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('error', ({ message }) => resolve(crashed(`It could not be started: ${message}.`)));
    child.once('close', (code, signal) => resolve(readEnd(printed, code, signal)));
  });
  return {
    pid: child.pid,
    ended,
    stop: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  };
}

const report = z.looseObject({ result: z.looseObject({ status: z.enum(['done', 'partly', 'failed']) }) });
const complaint = z.looseObject({
  message: z.string(),
  trouble: z.string().optional(),
  data: z.looseObject({ guard: z.string().optional() }).optional(),
});

function readEnd(printed: string, code: number | null, signal: NodeJS.Signals | null): Ended {
  const json = parsed(printed);
  const reported = report.safeParse(json);
  if (reported.success) return { kind: 'reported', status: reported.data.result.status };
  const wrong = complaint.safeParse(json);
  if (!wrong.success) {
    return crashed(`Its process ended without a word, ${signal === null ? `with code ${code}` : `by ${signal}`}.`);
  }
  const { message, trouble = 'bug', data } = wrong.data;
  return { kind: 'error', trouble, message, ...(data?.guard !== undefined && { guard: data.guard }) };
}

function crashed(message: string): Ended {
  return { kind: 'error', trouble: 'crashed', message };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
