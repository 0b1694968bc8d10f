import { expect, test } from 'vitest';
import { lineEndingCheck } from '../../../src/local-org/engine/jobs/csv/line-ending-check.ts';

function broken(lineEnding: 'LF' | 'CRLF', text: string): boolean[] {
  return [1, 2, 100].map((portion) => {
    const check = lineEndingCheck(lineEnding);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += portion) check.feed(bytes.subarray(at, at + portion));
    return check.broken();
  });
}

test('a line ending of the other kind is seen in any portion, within quotes as well', () => {
  expect(broken('LF', 'a\nb\n')).toEqual([false, false, false]);
  expect(broken('LF', 'a\n"b\r\nc"\n')).toEqual([true, true, true]);
  expect(broken('CRLF', 'a\r\nb\r\n')).toEqual([false, false, false]);
  expect(broken('CRLF', 'a\r\n"b\nc"\r\n')).toEqual([true, true, true]);
  expect(broken('CRLF', '\na')).toEqual([true, true, true]);
});
