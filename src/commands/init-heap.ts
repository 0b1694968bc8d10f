import { Mistake } from '../base/errors.ts';
import type { ConfigChoices } from '../config/config-text.ts';
import type { Target } from '../config/settings.ts';
import type { Org } from '../salesforce/org.ts';
import { answered } from './init-places.ts';
import type { InitOptions } from './init-project.ts';
import type { Stage } from './stage.ts';

interface Side {
  readonly target: Target;
  /** Undefined where no org was asked. */
  readonly org: Org | undefined;
}

/**
 * The Heap that gets fields. Its app id is known to people only: no export tells it. What it is in Heap goes by the org: a
 * sandbox goes with a development environment.
 */
export async function chooseHeap(
  { heap: given, heapEnvironment, heapRegion = 'us' }: InitOptions,
  { target, org }: Side,
  { type }: Pick<Stage, 'type'>,
): Promise<ConfigChoices['heap']> {
  if (given === undefined && type === undefined) return target.kind === 'local' ? 'local' : undefined;
  const otherwise = target.kind === 'local' ? 'local' : 'none';
  const said =
    given ??
    answered(
      await type?.({
        question: 'App id of the Heap that gets Salesforce fields? (or local, or none)',
        otherwise,
        trouble: (answer) => (isAnswer(answer.trim()) ? undefined : 'Digits, local or none'),
      }),
    );
  const word = said.trim();
  if (!isAnswer(word)) {
    throw new Mistake({
      trouble: 'misuse',
      message: `--heap is "${word}", which is no app id of a Heap environment: digits, or local, or none.`,
      actions: ['Find it in Heap: Account, Manage, Projects.'],
      facts: { heap: word },
    });
  }
  if (word === 'none') return undefined;
  if (word === 'local') return 'local';
  const environment =
    heapEnvironment ?? (org === undefined || org.environment === 'production' ? 'production' : 'development');
  return { appId: word, environment, region: heapRegion };
}

const isAnswer = (word: string): boolean => /^(?:\d{1,20}|local|none)$/.test(word);
