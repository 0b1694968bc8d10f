import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { LOCAL_ADMIN, startKeptLocalOrg } from '../../src/context/local-org.ts';
import type { LocalOrg } from '../../src/local-org/index.ts';
import { deleteRows } from '../../src/salesforce/collections.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { type Answer, openTerminal, type Terminal } from './heap-sf.ts';
import { projectFolder } from './project.ts';

export const accountUsage = 'Heap_Account_Usage__c';
export const contactUsage = 'Heap_Contact_Usage__c';

/** A terminal with a configuration of its own, and the admin of the kept local org at the next desk. */
export interface MetricDesk {
  readonly terminal: Terminal;
  readonly local: LocalOrg;
  readonly admin: Org;
  /** The folder of heap.config.yaml. */
  readonly folder: string;
  readonly configFile: string;
  /** Writes the metrics, as YAML below `metrics:`. */
  write(metrics: string): Promise<void>;
  /** Writes the whole configuration. */
  writeAll(text: string): Promise<void>;
  config(): Promise<string>;
  run(line: string | readonly string[], types?: string): Promise<Answer>;
  /** Runs a command that must go well, and tells what it returned. */
  result<T>(line: string | readonly string[]): Promise<T>;
  /** Takes away what the permission set grants on a field. */
  takeAccess(permissionSet: string, fullName: string): Promise<void>;
  close(): Promise<void>;
}

/** Set up, with no metric applied yet. */
export async function openMetricDesk(metrics: string): Promise<MetricDesk> {
  const terminal = await openTerminal();
  const folder = join(terminal.state, 'desk');
  const configFile = join(folder, 'heap.config.yaml');
  await mkdir(folder);
  const local = await startKeptLocalOrg({ stateFolder: terminal.state, clock: systemClock, log: silentLog, port: 0 });
  const target = { kind: 'token', instanceUrl: local.url, accessToken: local.accessToken(LOCAL_ADMIN) } as const;
  const credits = creditsInMemory({ perRun: 10_000, perDay: 10_000 });
  const admin = await connectOrg({ target, credits, log: silentLog, clock: systemClock });
  const desk: MetricDesk = {
    terminal,
    local,
    admin,
    folder,
    configFile,
    write: (text) =>
      writeFile(configFile, `source: { connect: "${projectFolder}/config/sample/export" }\nmetrics:\n${text}`),
    writeAll: (text) => writeFile(configFile, text),
    config: () => readFile(configFile, 'utf8'),
    run: (line, types) => terminal.run(line, { cwd: folder, ...(types !== undefined && { types }) }),
    async result<T>(line: string | readonly string[]) {
      const words = typeof line === 'string' ? line.split(' ') : line;
      const answer = await desk.run([...words, '--json']);
      if (answer.code !== 0) throw new Error(`${words.join(' ')} ended with ${answer.code}:\n${answer.stdout}`);
      return answer.json<T>().result;
    },
    async takeAccess(permissionSet, fullName) {
      const rows = await queryAll<{ Id: string }>(
        admin,
        `SELECT Id FROM FieldPermissions WHERE Parent.Name = '${permissionSet}' AND Field = '${fullName}'`,
      );
      const [outcome] = await deleteRows(
        admin,
        rows.map(({ Id }) => Id),
      );
      if (outcome?.status !== 'accepted') throw new Error(`${permissionSet} does not grant ${fullName}.`);
    },
    async close() {
      await closeOrg(admin);
      await local.close();
      await terminal.remove();
    },
  };
  await desk.write(metrics);
  await desk.result('setup');
  return desk;
}
