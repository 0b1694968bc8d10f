import { rm } from 'node:fs/promises';
import { Mistake } from '../base/errors.ts';
import {
  LOCAL_ADMIN,
  LOCAL_CONNECTING_USER,
  localOrgFolder,
  startKeptLocalOrg,
  useOrgsControl,
} from '../context/local-org.ts';
import type { Context } from '../context.ts';
import type { OrgAbout, OrgsControl } from '../local-org/control-client.ts';
import { findLocalOrg } from '../local-org/org-folder.ts';
import { type RegisterOutcome, registerLocalAlias } from '../salesforce/sf-auth.ts';
import { defineCommand } from './command.ts';

/** The same at each start, so that the login which sf keeps stays good. */
const PORT = 7437;
const ALIAS = 'heap-local';

interface RunningOrg {
  readonly url: string;
  readonly organizationId: string;
  readonly folder: string;
  readonly users: { readonly admin: string; readonly connecting: string };
  readonly sf: RegisterOutcome;
}

export const orgStart = defineCommand({
  words: ['org', 'start'],
  summary: 'Start the local org and keep it running until Ctrl-C',
  description:
    'Starts the embedded Salesforce-compatible org, kept in the state folder, and makes it known to sf under an alias. A new one begins with the accounts and contacts of the sample.',
  examples: [
    {
      line: 'org start',
      does: `Then, in another terminal: sf data query -o ${ALIAS} -q "SELECT Name FROM Account LIMIT 5"`,
    },
  ],
  options: {
    port: { type: 'integer', describe: 'Port on this machine; 0 picks a free one', default: PORT, min: 0, max: 65_535 },
    alias: { type: 'string', describe: 'Alias that sf knows the org by', default: ALIAS },
  },
  untilInterrupted: true,
  async run({ settings, clock, log }, { port, alias }, stage): Promise<RunningOrg> {
    const org = await startKeptLocalOrg({ stateFolder: settings.stateFolder, clock, log, port });
    stage.atEnd(() => org.close());
    const sf = await registerLocalAlias({ alias, instanceUrl: org.url, accessToken: org.accessToken(LOCAL_ADMIN) });
    return {
      url: org.url,
      organizationId: org.organizationId,
      folder: localOrgFolder(settings.stateFolder),
      users: { admin: LOCAL_ADMIN, connecting: LOCAL_CONNECTING_USER },
      sf,
    };
  },
  warnings: ({ sf }) => (sf.status === 'no-keychain' ? [sf.message, ...sf.actions] : []),
  show: ({ url, organizationId, users, sf }, look) =>
    [
      `${look.paint('good', 'The local org is running')} at ${url} (${organizationId}).`,
      `Users: ${users.admin} (System Administrator), ${users.connecting} (connecting user).`,
      ...(sf.status === 'registered'
        ? [`sf knows it as ${sf.alias}: sf data query -o ${sf.alias} -q "SELECT Name FROM Account LIMIT 5"`]
        : []),
      'Ctrl-C stops it; what is in it is kept.',
    ].join('\n'),
});

type OrgInfo =
  | { readonly status: 'running'; readonly url: string; readonly pid: number; readonly folder: string }
  | { readonly status: 'stopped'; readonly folder: string };

export const orgInfo = defineCommand({
  words: ['org', 'info'],
  summary: 'Tell where the local org is and whether it runs',
  async run({ settings }): Promise<OrgInfo> {
    const folder = localOrgFolder(settings.stateFolder);
    const running = await findLocalOrg(folder);
    return running === undefined
      ? { status: 'stopped', folder }
      : { status: 'running', url: running.url, pid: running.pid, folder };
  },
  show: (info) =>
    [
      info.status === 'running'
        ? `The local org is running at ${info.url} (process ${info.pid}).`
        : 'The local org is not running. Start it with: heap-sf org start',
      `Kept in ${info.folder}`,
    ].join('\n'),
});

export const orgReset = defineCommand({
  words: ['org', 'reset'],
  summary: 'Throw the local org away; the next start makes a new one',
  description:
    'Deletes the records, fields and logins of the local org. Runs in the ledger stay; orgs of Salesforce are not touched.',
  async run({ settings }): Promise<{ readonly folder: string }> {
    const folder = localOrgFolder(settings.stateFolder);
    const running = await findLocalOrg(folder);
    if (running !== undefined) {
      throw new Mistake({
        trouble: 'busy',
        message: `The local org is running at ${running.url} (process ${running.pid}), so it cannot be reset.`,
        actions: ['Stop it first: Ctrl-C in its terminal.'],
        facts: { url: running.url, pid: running.pid },
      });
    }
    await rm(folder, { recursive: true, force: true });
    return { folder };
  },
  show: ({ folder }) => `The local org in ${folder} is gone. The next command that needs it makes a new one.`,
});

const orgOption = {
  org: { type: 'string', describe: 'Name or Id of one of its orgs; the first one unless named', default: 'first' },
} as const;

const snapshotName = {
  name: { describe: 'Name of the snapshot: letters, digits, - and _', required: true },
} as const;

interface SnapshotDone {
  readonly org: string;
  readonly snapshot: string;
}

export const orgSnapshot = defineCommand({
  words: ['org', 'snapshot'],
  summary: 'Keep the local org as it is now, to go back to',
  description: 'Keeps records, fields and metadata of the local org under a name. A snapshot of that name is replaced.',
  examples: [{ line: 'org snapshot before-the-push', does: 'org restore before-the-push goes back to it' }],
  positionals: snapshotName,
  options: orgOption,
  run: (context, { name, org }): Promise<SnapshotDone> =>
    withControl(context, async (control) => {
      await control.snapshot(org, name);
      return { org, snapshot: name };
    }),
  show: ({ snapshot }) => `Kept as ${snapshot}. Go back to it with: heap-sf org restore ${snapshot}`,
});

export const orgRestore = defineCommand({
  words: ['org', 'restore'],
  summary: 'Put the local org back to a snapshot',
  description:
    'Records, fields and metadata are as they were at the snapshot; what came after it is lost. Logins stay.',
  positionals: snapshotName,
  options: orgOption,
  run: (context, { name, org }): Promise<SnapshotDone> =>
    withControl(context, async (control) => {
      await control.restore(org, name);
      return { org, snapshot: name };
    }),
  show: ({ snapshot }) => `The local org is as it was at ${snapshot}.`,
});

export const orgList = defineCommand({
  words: ['org', 'list'],
  summary: 'List the orgs that the local org serves, with their snapshots',
  run: (context): Promise<{ readonly orgs: readonly OrgAbout[] }> =>
    withControl(context, async (control) => ({ orgs: await control.list() })),
  show: ({ orgs }, look) =>
    look.table(
      [{ head: 'Name' }, { head: 'Id' }, { head: 'Edition' }, { head: 'Snapshots' }],
      orgs.map(({ name, organizationId, edition, snapshots }) => [name, organizationId, edition, snapshots.join(' ')]),
    ),
});

async function withControl<T>(
  { settings, clock, log }: Context,
  work: (control: OrgsControl) => Promise<T>,
): Promise<T> {
  const control = await useOrgsControl({ stateFolder: settings.stateFolder, clock, log });
  try {
    return await work(control);
  } finally {
    await control.release();
  }
}
