import type { Dispatcher } from 'undici';

type Handler = Dispatcher.DispatchHandler;
type Started = Parameters<NonNullable<Handler['onResponseStart']>>;
type Controller = Started[0];

/**
 * Hands an answer on once all of it is there. For whoever listens to no error of an answer that has begun, as the client library:
 * there a line that breaks off in the middle of one would end the process.
 */
export function wholeAnswers(handler: Handler): Handler {
  const chunks: Buffer[] = [];
  let started: Started | undefined;
  return {
    onRequestStart: (...facts) => handler.onRequestStart?.(...facts),
    onRequestUpgrade: (...facts) => handler.onRequestUpgrade?.(...facts),
    onResponseStart: (...facts) => {
      started = facts;
    },
    onResponseData: (_, chunk) => {
      chunks.push(chunk);
    },
    onResponseEnd(controller, trailers) {
      const over = overController(controller);
      if (started !== undefined) {
        const [, ...facts] = started;
        handler.onResponseStart?.(over, ...facts);
      }
      for (const chunk of chunks) handler.onResponseData?.(over, chunk);
      handler.onResponseEnd?.(over, trailers);
    },
    onResponseError: (...facts) => handler.onResponseError?.(...facts),
  };
}

/** Of an answer that is over: there is nothing to be held back, and what comes after it on the line must not be. */
function overController(controller: Controller): Controller {
  return {
    get aborted() {
      return controller.aborted;
    },
    get paused() {
      return false;
    },
    get reason() {
      return controller.reason;
    },
    rawHeaders: controller.rawHeaders ?? null,
    rawTrailers: controller.rawTrailers ?? null,
    abort: (reason) => controller.abort(reason),
    pause: () => undefined,
    resume: () => undefined,
  };
}
