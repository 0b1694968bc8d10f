import type { Context } from '../context.ts';
import type { OrgAbout, OrgsControl } from '../local-org/control-client.ts';
import { defineCommand } from './command.ts';

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
  examples: [{ line: 'org snapshot before-the-push', does: 'Go back to it with: org restore before-the-push' }],
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
    'Records, fields and metadata are as they were at the snapshot; what came after it is lost. Logins stay. Pushes and pulls go on from what they sent last: give each --full once.',
  positionals: snapshotName,
  options: orgOption,
  run: (context, { name, org }): Promise<SnapshotDone> =>
    withControl(context, async (control) => {
      await control.restore(org, name);
      // What was read of its records since then carries stamps that the org will give to others.
      const { forgetRecords } = await import('../push/people/kept-records.ts');
      await forgetRecords(context.settings.stateFolder);
      return { org, snapshot: name };
    }),
  show: ({ snapshot }) =>
    [
      `The local org is as it was at ${snapshot}. What it was sent since then counts as sent, and what it told Heap as told.`,
      'Once more all of it: heap-sf usage push --full, heap-sf fields pull --full',
    ].join('\n'),
});

export const orgDropSnapshot = defineCommand({
  words: ['org', 'drop-snapshot'],
  summary: 'Throw a snapshot of the local org away',
  description: 'The org itself stays as it is.',
  positionals: snapshotName,
  options: orgOption,
  run: (context, { name, org }): Promise<SnapshotDone> =>
    withControl(context, async (control) => {
      await control.dropSnapshot(org, name);
      return { org, snapshot: name };
    }),
  show: ({ snapshot }) => `The snapshot ${snapshot} is gone.`,
});

export const orgList = defineCommand({
  words: ['org', 'list'],
  summary: 'List the orgs that the local org serves, with their snapshots',
  run: (context): Promise<{ readonly orgs: readonly OrgAbout[] }> =>
    withControl(context, async (control) => ({ orgs: await control.list() })),
  show: ({ orgs }, look) =>
    look.table(
      [{ head: 'Name' }, { head: 'Id', whole: true }, { head: 'Edition' }, { head: 'Kind' }, { head: 'Snapshots' }],
      orgs.map(({ name, organizationId, edition, kind, snapshots }) => [
        name,
        organizationId,
        edition.replace(' Edition', ''),
        kind,
        snapshots.join(' '),
      ]),
    ),
});

async function withControl<T>(
  { settings, clock, log }: Context,
  work: (control: OrgsControl) => Promise<T>,
): Promise<T> {
  const { useOrgsControl } = await import('../context/local-org.ts');
  const control = await useOrgsControl({ stateFolder: settings.stateFolder, clock, log });
  try {
    return await work(control);
  } finally {
    await control.release();
  }
}
