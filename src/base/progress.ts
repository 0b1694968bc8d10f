/** How a long piece of work tells where it is. Steps follow one another; an update adds to the one under way. */
export interface Progress {
  step(title: string): void;
  update(detail: string): void;
  /** Ends the step under way, with a word on how it went. */
  done(outcome?: string): void;
}

export const silentProgress: Progress = { step() {}, update() {}, done() {} };
