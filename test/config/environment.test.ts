import { expect, test } from 'vitest';
import { ENVIRONMENT_VARIABLES, readEnvironment, unknownVariables } from '../../src/config/environment.ts';

test('every variable is read under its key, and an empty one counts as unset', () => {
  const given = { HEAP_SF_CONFIG: 'a.yaml', HEAP_SF_STATE: ' ', HEAP_SF_LOG: 'info', NO_COLOR: '1', HOME: '/x' };
  expect(readEnvironment(given)).toEqual({ config: 'a.yaml', log: 'info', noColour: '1' });
});

test('a value that a variable cannot have is named, with what it can', () => {
  expect(() => readEnvironment({ HEAP_SF_LOG: 'loud' })).toThrow(
    'The environment variable HEAP_SF_LOG is "loud". Write log lines (JSON, on standard error) from this level up: debug, info or warn.',
  );
});

test('a variable that looks like ours is told with the nearest', () => {
  expect(unknownVariables({ HEAP_SF_STATES: 'x', HEAP_SF_TEST_ORG: 'y', HEAP_SF_STATE: 'z' })).toEqual([
    'The environment variable HEAP_SF_STATES is not known; did you mean HEAP_SF_STATE?',
  ]);
});

test('every variable is described', () => {
  for (const { describe } of Object.values(ENVIRONMENT_VARIABLES)) expect(describe).toMatch(/\.$/);
});
