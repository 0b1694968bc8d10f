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
  return !isZombie(pid);
}

/**
 * In a container whose first process collects none of the others, what was killed can be signalled for good: it would
 * hold its locks for ever. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function isZombie(pid: number): boolean {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // No Linux, or it has gone meanwhile, which the next look will say.
    return false;
  }
  // The name of the program stands in brackets, and may hold brackets itself.
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}
