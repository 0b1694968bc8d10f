import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Mistake, Refusal } from '../../src/base/errors.ts';
import { EXIT_CODES, exitCodeOf } from '../../src/frontends/exit-codes.ts';
import { LEAST_NODE, nodeWarning } from '../../src/frontends/node-version.ts';

test('no two ends of a command share a number', () => {
  const codes = Object.values(EXIT_CODES);
  expect(new Set(codes).size).toBe(codes.length);
});

test('an error has the number of its trouble, a bug has 1', () => {
  expect(exitCodeOf(new Mistake({ trouble: 'source', message: 'x' }))).toBe(13);
  expect(exitCodeOf(new Refusal({ trouble: 'signed-out', code: 'X', message: 'x' }))).toBe(15);
  expect(exitCodeOf(new TypeError('x'))).toBe(1);
  expect(exitCodeOf('x')).toBe(1);
});

test('a Node that is too old is warned of, with where to get another', () => {
  expect(nodeWarning('20.19.4')).toContain('needs Node 22.19.0 or later, and this is Node 20.19.4');
  expect(nodeWarning('22.18.9')).toBeDefined();
  expect(nodeWarning('22.19.0')).toBeUndefined();
  expect(nodeWarning('24.0.0-nightly')).toBeUndefined();
});

test('the oldest Node is the one that the package asks for', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(engines.node).toBe(`>=${LEAST_NODE}`);
});
