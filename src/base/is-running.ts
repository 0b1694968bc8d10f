import { readFileSync } from 'node:fs';

/** Whether a process of this machine is running. One that has ended and that nobody has asked for is not. */
export function isRunning(pid: number): boolean {
  try {
    // Signal 0 sends nothing; it only asks.
    process.kill(pid, 0);
  } catch (error) {
    // The process is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  // In a container whose first process collects none of the others, what was killed can be signalled for good: it would
  // hold its locks for ever.
  return !/^[ZX]/.test(statOf(pid)[0] ?? '');
}

/**
 * When a process began, in ticks since the machine did: with its number it is that process and no other, though the
 * number is given again. `undefined` where the system does not tell.
 */
export function beganAt(pid: number): string | undefined {
  const ticks = statOf(pid)[19];
  return ticks === '0' ? undefined : ticks;
}

/**
 * What the system says of a process from its state on; nothing where it is no Linux, or once the process has gone.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function statOf(pid: number): readonly string[] {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return [];
  }
  // The name of the program stands in brackets, and may hold brackets itself.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
