import { expect, test } from 'vitest';
import { openBackground } from '../../../src/local-org/engine/background.ts';

function* steps(done: number[], count: number): Generator<void> {
  for (let step = 1; step <= count; step++) {
    done.push(step);
    yield;
  }
}

const turn = (): Promise<void> => new Promise((soon) => setImmediate(soon));

test('work begins when the request at hand is over, and comes to its end', async () => {
  const background = openBackground();
  const done: number[] = [];
  background.start('a', steps(done, 3));
  expect(done).toEqual([]);
  while (background.has('a')) await turn();
  expect(done).toEqual([1, 2, 3]);
});

test('work lets others in between', async () => {
  const background = openBackground();
  let others = false;
  background.start(
    'a',
    (function* () {
      while (!others) yield;
    })(),
  );
  setTimeout(() => {
    others = true;
  }, 1);
  while (background.has('a')) await turn();
  expect(others).toBe(true);
});

test('what is asked for is done at once', () => {
  const background = openBackground();
  const done: number[] = [];
  background.start('a', steps(done, 3));
  background.finish('a');
  expect(done).toEqual([1, 2, 3]);
  expect(background.has('a')).toBe(false);
});

test('what is dropped goes no further, and after the end nothing begins', async () => {
  const background = openBackground();
  const done: number[] = [];
  background.start('a', steps(done, 3));
  background.drop();
  await turn();
  background.close();
  background.start('b', steps(done, 3));
  await turn();
  expect(done).toEqual([]);
});
