import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Address {
  readonly url: string;
  readonly token: string;
}

/** An org in a process of its own, so that its work is not counted as the client's. */
export interface OrgProcess {
  readonly address: Address;
  /** Hands it a word, and gives its answer. */
  ask<Answer>(word: string): Promise<Answer>;
  tell(word: string): void;
  stop(): Promise<void>;
}

/** Starts one of the orgs beside this file. It tells its address in its first line, and lives until it is stopped. */
export async function startOrgProcess(file: string, args: readonly string[]): Promise<OrgProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return {
    address: JSON.parse(line.toString()) as Address,
    async ask<Answer>(word: string) {
      const answer = once(child, 'message') as Promise<[Answer]>;
      child.send(word);
      return (await answer)[0];
    },
    tell: (word) => void child.send(word),
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
