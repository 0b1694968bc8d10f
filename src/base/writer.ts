import { beganAt, isRunning } from './is-running.ts';

/**
 * This process as a name tells who makes what bears it: `PID-BEGAN`. The number alone would not do, since in a container
 * each run may have the same one, and elsewhere another program may be given it.
 */
export const ourMark = `${process.pid}-${beganAt(process.pid) ?? '0'}`;

/** The mark in a name, as a part of a regular expression; earlier versions wrote the number alone. */
export const MARK = '\\d+(?:-\\d+)?';

/** Whether the process of a mark is gone, so that what bears it is a remain that nobody goes on with. */
export function isLeft(mark: string): boolean {
  if (mark === ourMark) return false;
  const [pid, began] = mark.split('-');
  if (!isRunning(Number(pid))) return true;
  const now = beganAt(Number(pid));
  // Where the system tells, this process has written when it began.
  if (began === undefined) return now !== undefined && Number(pid) === process.pid;
  return now !== undefined && began !== now;
}
