import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ScheduledKind } from '../config/read-schedule.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import type { SchedulerState } from './scheduler.ts';
import { creditsOf, type EndedTry } from './try-run.ts';

export interface RunMetrics {
  readonly contentType: string;
  count(ended: EndedTry): void;
  text(): Promise<string>;
}

interface MetricsGround {
  readonly ledger: Ledger;
  readonly orgName: string;
  readonly kinds: readonly ScheduledKind[];
  state(): SchedulerState;
}

const OUTCOMES = ['accepted', 'rejected', 'unprocessed', 'unchanged'] as const;

/** A minute to several hours. */
const BUCKETS = [1, 5, 15, 60, 300, 900, 3600, 10_800];

/**
 * What a Prometheus asks for, named by its rules: https://prometheus.io/docs/practices/naming. Counters count from the start
 * of the scheduler; what a gauge tells is read from the ledger when it is asked for, whoever started the run.
 */
export function openRunMetrics({ ledger, orgName, kinds, state }: MetricsGround): RunMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ org: orgName });
  const registers = [registry];
  const runs = new Counter({
    name: 'heap_sf_runs_total',
    help: 'Scheduled runs that ended, by kind and status.',
    labelNames: ['kind', 'status'],
    registers,
  });
  const rows = new Counter({
    name: 'heap_sf_rows_total',
    help: 'Rows of scheduled runs, by kind and by what became of them.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const credits = new Counter({
    name: 'heap_sf_salesforce_requests_total',
    help: 'Salesforce API requests of scheduled runs, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const duration = new Histogram({
    name: 'heap_sf_run_duration_seconds',
    help: 'How long scheduled runs took, by kind.',
    labelNames: ['kind'],
    buckets: BUCKETS,
    registers,
  });
  gauge(
    'heap_sf_last_success_timestamp_seconds',
    'When the last run of a kind ended well, whoever started it.',
    (kind) => {
      const ended = ledger
        .listRuns({ kind, limit: 200 })
        .find((run) => run.orgName === orgName && run.status === 'done')?.ended;
      return ended && ended.getTime() / 1000;
    },
  );
  gauge('heap_sf_next_run_timestamp_seconds', 'When the next run of a kind is due.', (kind) => {
    const next = state().kinds.find((one) => one.kind === kind)?.next;
    return next && next.getTime() / 1000;
  });
  gauge('heap_sf_run_under_way', 'Whether a scheduled run of a kind is under way.', (kind) =>
    state().kinds.some((one) => one.kind === kind && one.running !== undefined) ? 1 : 0,
  );
  // What was not counted yet is 0, and not absent: an alert on it then works from the first hour.
  for (const kind of kinds) {
    for (const status of ['done', 'partly', 'failed', 'interrupted']) runs.inc({ kind, status }, 0);
    for (const outcome of OUTCOMES) rows.inc({ kind, outcome }, 0);
    credits.inc({ kind }, 0);
  }

  function gauge(name: string, help: string, read: (kind: ScheduledKind) => number | undefined): void {
    new Gauge({
      name,
      help,
      labelNames: ['kind'],
      registers,
      collect() {
        this.reset();
        for (const kind of kinds) {
          const value = read(kind);
          if (value !== undefined) this.set({ kind }, value);
        }
      },
    });
  }

  return {
    contentType: registry.contentType,
    count({ kind, status, seconds, run }) {
      runs.inc({ kind, status });
      duration.observe({ kind }, seconds);
      if (run === undefined) return;
      credits.inc({ kind }, creditsOf(run));
      for (const outcome of OUTCOMES) rows.inc({ kind, outcome }, run.counts?.[outcome] ?? 0);
    },
    text: () => registry.metrics(),
  };
}
