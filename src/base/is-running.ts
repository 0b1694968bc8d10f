/** Whether a process of this machine is running. */
export function isRunning(pid: number): boolean {
  try {
    // Signal 0 sends nothing; it only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
