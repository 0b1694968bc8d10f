import type { Verdict } from './null-job.ts';
import { type OrgProcess, startOrgProcess } from './org-process.ts';

/** One job as the null org saw it. */
export interface Arrived {
  readonly object: string;
  readonly rows: number;
  readonly requests: number;
  /** The same for the same rows, in whatever order. */
  readonly print: string;
}

export interface NullServer extends Pick<OrgProcess, 'address' | 'stop'> {
  /** What it saw since it was asked the last time. */
  arrived(): Promise<readonly Arrived[]>;
}

/** Starts a null org that takes so many rows a second, 0 for as fast as the line, and accepts or refuses all of them. */
export async function startNullServer(rowsPerSecond = 0, verdict: Verdict = 'accept'): Promise<NullServer> {
  const org = await startOrgProcess('null-org.ts', [String(rowsPerSecond), verdict]);
  return {
    address: org.address,
    stop: org.stop,
    async arrived() {
      const jobs = await org.ask<readonly Arrived[]>('told');
      org.tell('forget');
      return jobs;
    },
  };
}
