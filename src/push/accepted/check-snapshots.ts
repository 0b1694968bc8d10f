import { Mistake } from '../../base/errors.ts';
import type { RunRecorder } from '../../ledger/types/recorder.ts';
import { filesOf, isReadable } from '../kept-rows.ts';
import type { PushGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';
import { KEY } from './accepted-snapshot.ts';

/**
 * Stops where what an org accepted cannot be read: nobody can tell then which rows have changed. A full push needs nobody
 * to tell, so it forgets such a snapshot and goes on as the first one does.
 */
export async function checkSnapshots(
  { org, ledger, warehouse }: Pick<PushGround, 'org' | 'ledger' | 'warehouse'>,
  targets: readonly UsageTarget[],
  full?: RunRecorder,
): Promise<void> {
  for (const { object } of targets) {
    const accepted = ledger.accepted(org.organizationId, object);
    if (accepted === undefined || (await isReadable(warehouse, accepted, KEY))) continue;
    if (full === undefined) throw unreadable(object, filesOf(accepted));
    full.forgetAccepted(object);
  }
}

function unreadable(object: string, files: readonly string[]): Mistake {
  return new Mistake({
    trouble: 'config',
    message: `What the org has accepted of ${object} cannot be read: ${files.join(' and ')} ${files.length === 1 ? 'is' : 'are'} not there or damaged.`,
    actions: [
      'Put the state folder back as it was after the last push, if there is a copy.',
      'Or send every row once more, after which it is known again: heap-sf usage push --full',
    ],
    facts: { object, files },
  });
}
