import { askAll, type Case } from './case.ts';
import { type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

/** Makes rows, 200 at a time, and gives the codes of those that were refused. */
async function fill({ org, object }: Ground, requests: number): Promise<readonly string[]> {
  const records = Array.from({ length: 200 }, () => ({ attributes: { type: object } }));
  const codes = new Set<string>();
  for (let request = 0; request < requests; request++) {
    const { json } = await org.call('POST', 'composite/sobjects', { records });
    for (const { errors } of json) for (const { statusCode } of errors) codes.add(statusCode);
  }
  return [...codes];
}

const left = async ({ org }: Ground): Promise<number> => (await org.call('GET', 'limits')).json.DataStorageMB.Remaining;

const roomy: readonly Case<Ground>[] = [
  {
    belief:
      'each row takes two kilobytes of the data storage, so that a thousand take two megabytes of what the limits show',
    source: pages.storage,
    needs: 'control',
    ask: async (ground) => {
      const before = await left(ground);
      await fill(ground, 5);
      return before - (await left(ground));
    },
    answer: () => 2,
  },
];

const full: readonly Case<Ground>[] = [
  {
    belief: 'a row for which there is no room is refused',
    source: pages.storage,
    needs: 'control',
    ask: (ground) => fill(ground, 3),
    answer: () => ['STORAGE_LIMIT_EXCEEDED'],
  },
];

askAll(prepareGround, roomy, { edition: 'Enterprise Edition' });
askAll(prepareGround, full, { dataStorageMb: 1 });
