import { Mistake } from './errors.ts';

/** What went wrong when a server of ours was to listen, in a person's words where its port is taken. `what`: `the local org`. */
export function portInUse(error: unknown, port: number | undefined, what: string): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return error;
  return new Mistake({
    trouble: 'busy',
    message: `Port ${port} is in use by another program, so ${what} cannot be served there.`,
    actions: ['Name another port, or 0 for a free one.'],
    facts: { port },
    cause: error,
  });
}
