import type { StartOptions } from '../../src/local-org/index.ts';
import { openTestOrg, type TestOrg } from '../support/local-org.ts';
import { copyProject, type ProjectCopy } from '../support/project.ts';
import { sampleSeed } from '../support/sample-rows.ts';
import { makeSfHome, runSf, type SfAnswer, type SfHome } from '../support/sf-home.ts';

/** The user that the org is signed in to with. */
export const administrator = 'admin@heap.local';

/** Milliseconds for one test: a command of `sf` takes two seconds, and many more on a busy machine. */
export const patience = 180_000;

/** A person at a desk: a local org, this project in a folder, and the unmodified `sf`, signed in to it. */
export interface Desk {
  readonly org: TestOrg;
  readonly home: SfHome;
  readonly project: ProjectCopy;
  /** Runs `sf` in the project, however it ends. Words are parted by blanks; `more` are whole words. */
  sf(command: string, more?: readonly string[], env?: Readonly<Record<string, string>>): Promise<SfAnswer>;
  /** What the command prints for a person; it has to go well. */
  says(command: string, more?: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
  /** The result of the command with `--json`; it has to go well. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape of sf's answers is what the tests are about
  gives(command: string, more?: readonly string[], env?: Readonly<Record<string, string>>): Promise<any>;
  /** What the org answers to a query, asked without `sf`. */
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come
  rows(soql: string): Promise<readonly any[]>;
  close(): Promise<void>;
}

/** Opens an org with the sample rows, unless it is to be another, and signs `sf` in with a token unless told otherwise. */
export async function openDesk({
  signedIn = true,
  org: wanted = { seed: sampleSeed },
}: {
  readonly signedIn?: boolean;
  readonly org?: StartOptions;
} = {}): Promise<Desk> {
  const [org, home, project] = await Promise.all([openTestOrg(wanted), makeSfHome(), copyProject()]);
  const desk: Desk = {
    org,
    home,
    project,
    sf: (command, more = [], env = {}) =>
      runSf([...command.split(' '), ...more], {
        home,
        cwd: project.folder,
        env: { SF_TARGET_ORG: administrator, ...env },
      }),
    says: async (command, more, env) => wellDone(await desk.sf(command, more, env)).stdout,
    gives: async (command, more = [], env = {}) =>
      wellDone(await desk.sf(command, [...more, '--json'], env)).json().result,
    async rows(soql) {
      const answer = await fetch(`${org.url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, {
        headers: { authorization: `Bearer ${org.accessToken()}` },
      });
      const body = await answer.json();
      if (!answer.ok) throw new Error(JSON.stringify(body));
      return (body as { records: readonly unknown[] }).records;
    },
    async close() {
      await org.close();
      await Promise.all([home.remove(), project.remove()]);
    },
  };
  if (signedIn) {
    const login = 'org login access-token --no-prompt --alias local --instance-url';
    await desk.gives(login, [org.url], { SF_ACCESS_TOKEN: org.accessToken(), SF_TARGET_ORG: '' });
  }
  return desk;
}

export function wellDone(answer: SfAnswer): SfAnswer {
  if (answer.exitCode !== 0) throw new Error(`exit code ${answer.exitCode}\n${answer.stdout}\n${answer.stderr}`);
  return answer;
}
