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

/** Starts a null org that takes so many rows a second; 0 for as fast as the line. */
export async function startNullServer(rowsPerSecond = 0): Promise<NullServer> {
  const org = await startOrgProcess('null-org.ts', [String(rowsPerSecond)]);
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
