import { Mistake } from '../base/errors.ts';
import type { Settings } from '../config/settings.ts';
import { type OrgKind, orgKinds } from '../local-org/engine/org-kind.ts';
import { type Edition, editions } from '../local-org/engine/schema/edition.ts';
import type { RegisterOutcome } from '../salesforce/sf-auth.ts';
import { defineCommand } from './command.ts';
import { type ResetReport, resetFolder, resetOutcome, showReset } from './reset-folder.ts';

/** The same at each start, so that the login which sf keeps stays good. */
const PORT = 7437;
const ALIAS = 'heap-local';

/** `enterprise` for Enterprise Edition. */
const editionWords = Object.fromEntries(
  Object.keys(editions).map((name) => [name.split(' ', 1)[0]?.toLowerCase() ?? name, name as Edition]),
);

/** Its edition has no API, so that `sf` cannot sign in. */
interface NoApi {
  readonly status: 'no-api';
  readonly message: string;
  readonly actions: readonly string[];
}

interface RunningOrg {
  readonly url: string;
  readonly organizationId: string;
  readonly folder: string;
  readonly edition: Edition;
  readonly kind: OrgKind;
  readonly users: { readonly admin: string; readonly connecting: string };
  readonly sf: RegisterOutcome | NoApi;
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
    edition: {
      type: 'string',
      describe: 'Edition of a new org, with its limits; developer unless named',
      choices: Object.keys(editionWords),
    },
    kind: {
      type: 'string',
      describe: 'Kind of a new org, as its Organization record tells it; by its edition unless named',
      choices: Object.keys(orgKinds) as OrgKind[],
    },
  },
  untilInterrupted: true,
  async run({ settings, clock, log }, { port, alias, edition: word, kind }, stage): Promise<RunningOrg> {
    const { LOCAL_ADMIN, LOCAL_CONNECTING_USER, localOrgFolder, startKeptLocalOrg } = await import(
      '../context/local-org.ts'
    );
    const { registerLocalAlias } = await import('../salesforce/sf-auth.ts');
    const edition = word === undefined ? undefined : editionWords[word];
    const wanted = { ...(edition && { edition }), ...(kind && { kind }) };
    const org = await startKeptLocalOrg({ stateFolder: settings.stateFolder, clock, log, port, ...wanted });
    stage.atEnd(() => org.close());
    if (edition !== undefined && edition !== org.edition) throw otherOrg(org.edition, edition, '--edition');
    if (kind !== undefined && kind !== org.kind) throw otherOrg(`a ${org.kind} org`, `a ${kind} org`, '--kind');
    const sf = editions[org.edition].apiAccess
      ? await registerLocalAlias({ alias, instanceUrl: org.url, accessToken: org.accessToken(LOCAL_ADMIN) })
      : noApi(org.edition);
    return {
      url: org.url,
      organizationId: org.organizationId,
      folder: localOrgFolder(settings.stateFolder),
      edition: org.edition,
      kind: org.kind,
      users: { admin: LOCAL_ADMIN, connecting: LOCAL_CONNECTING_USER },
      sf,
    };
  },
  warnings: ({ sf }) => (sf.status === 'registered' ? [] : [sf.message, ...sf.actions]),
  show: ({ url, organizationId, edition, kind, users, sf }, look) =>
    [
      `${look.paint('good', 'The local org is running')} at ${url} (${edition}, ${kind}, ${organizationId}).`,
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
    const { folder, running } = await keptOrg(settings);
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
    'Deletes the records, fields and logins of the local org. Asks first. Runs in the ledger stay; orgs of Salesforce are not touched.',
  options: { yes: { type: 'boolean', describe: 'Do not ask' } },
  async run({ settings }, { yes }, stage): Promise<ResetReport> {
    const { folder, running } = await keptOrg(settings);
    const loss = 'All records, fields, logins and scratch orgs';
    return resetFolder({ what: 'local org', folder, running, loss, yes }, stage);
  },
  outcome: resetOutcome,
  show: (report) => showReset('local org', report),
});

/** Where the local org is kept, and whether a process runs it. */
async function keptOrg({ stateFolder }: Settings) {
  const { localOrgFolder } = await import('../context/local-org.ts');
  const { findLocalOrg } = await import('../local-org/org-folder.ts');
  const folder = localOrgFolder(stateFolder);
  return { folder, running: await findLocalOrg(folder) };
}

function noApi(edition: Edition): NoApi {
  return {
    status: 'no-api',
    message: `${edition} has no API: every request is refused with API_DISABLED_FOR_ORG, and sf cannot sign in.`,
    actions: ['For an org that answers: heap-sf org reset, then org start with another edition.'],
  };
}

function otherOrg(is: string, wanted: string, option: '--edition' | '--kind'): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: `The local org is there already, as ${is}; it cannot become ${wanted}.`,
    actions: ['Throw it away first: heap-sf org reset', `Or start it without ${option}.`],
    facts: { is, wanted },
  });
}
