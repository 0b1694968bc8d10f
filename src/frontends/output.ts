/** As much of a process's standard output as we use. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

const deaf = new WeakSet<Screen>();

/**
 * Writes and waits until it is written. Whoever reads may have gone (`| head`): then the rest falls silent,
 * and the work goes on.
 */
export function writeTo(screen: Screen, text: string): Promise<void> {
  if (!deaf.has(screen)) {
    deaf.add(screen);
    screen.on('error', (error) => {
      if (!isGone(error)) throw error;
    });
  }
  return new Promise((resolve, reject) => {
    screen.write(text, (error) => (error && !isGone(error) ? reject(error) : resolve()));
  });
}

function isGone(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}

export interface ScreenFacts {
  readonly width: number;
  readonly colour: boolean;
  readonly piped: boolean;
}

/** Width and colour of a screen: 80 columns and no colour when it is a pipe. */
export function screenOf(screen: Screen, noColour: boolean): ScreenFacts {
  const isTTY = screen.isTTY === true;
  return {
    // A terminal that does not know its width says 0.
    width: isTTY ? Math.max(40, screen.columns || 80) : 80,
    colour: isTTY && !noColour,
    piped: !isTTY,
  };
}

/** Data as JSON; a whole number past what JSON readers hold becomes a text. */
export function asJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, part: unknown) => {
      if (typeof part !== 'bigint') return part instanceof Map ? Object.fromEntries(part) : part;
      return Number.isSafeInteger(Number(part)) ? Number(part) : part.toString();
    },
    2,
  );
}
