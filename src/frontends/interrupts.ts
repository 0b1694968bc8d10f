interface Interrupts {
  readonly signal: AbortSignal;
  /** Aborted by the second one, right before the process ends. */
  readonly insisted: AbortSignal;
  stop(): void;
}

/** Ctrl-C, or a polite kill, as a signal. A second Ctrl-C ends the process as it always does. */
export function listenForInterrupts(): Interrupts {
  const controller = new AbortController();
  const second = new AbortController();
  // Stays in place while it is called: libraries that clean up at a signal end the process when nobody else listens.
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      second.abort();
      stop();
      process.kill(process.pid, signal);
    }
    controller.abort();
  };
  const stop = (): void => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return { signal: controller.signal, insisted: second.signal, stop };
}
