import { expect, test } from 'vitest';
import { machineTrouble } from '../../src/frontends/machine-trouble.ts';

test('a folder below a file system that is read-only is for the person who runs the machine', () => {
  // So Node says it, of mkdir with all folders above; no test can make a file system read-only.
  const error = Object.assign(new Error("ENOENT: no such file or directory, mkdir '/mnt/read-only/state'"), {
    code: 'ENOENT',
    syscall: 'mkdir',
    path: '/mnt/read-only/state',
  });
  const told = machineTrouble(error);
  expect(told).toMatchObject({ trouble: 'config', facts: { path: '/mnt/read-only/state' } });
  expect(told?.message).toContain('/mnt/read-only/state cannot be used: its file system is read-only');
  expect(told?.actions.join()).toContain('HEAP_SF_STATE=PATH');
});

test('a file that is not there is no trouble of the machine', () => {
  expect(machineTrouble(Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'open' }))).toBeUndefined();
});
