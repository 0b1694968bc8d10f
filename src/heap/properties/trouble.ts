import { Mistake, type NamedError, Refusal } from '../../base/errors.ts';
import { type Said, wordsOf } from './answer.ts';
import type { Owner } from './delivery.ts';
import type { HeapPlace } from './post.ts';

/** Heap did not take a request, however often it was asked. */
export function downFor({ url }: HeapPlace, said: Said, attempts: number): NamedError {
  const facts = { url, said: wordsOf(said), attempts };
  if (said.kind === 'silence') {
    return new Mistake({
      trouble: 'unreachable',
      message: `Heap at ${url} does not answer: ${said.why}.`,
      actions: ['Look at the network and at status.heap.io; the next run sends what was left, oldest first.'],
      facts,
    });
  }
  const limit = said.status === 429;
  return new Refusal({
    trouble: limit ? 'limit' : 'unreachable',
    code: `HTTP_${said.status}`,
    message: limit
      ? `Heap at ${url} asks for fewer requests (429), however long it was left alone.`
      : `Heap at ${url} is out of order: it answered ${wordsOf(said)}.`,
    actions: ['Nothing is lost: the next run sends what was left, oldest first.'],
    facts,
  });
}

/** Heap asks to be left alone for longer than a run can wait. */
export function askedToWait({ url }: HeapPlace, said: Said, waitMs: number): NamedError {
  const minutes = Math.ceil(waitMs / 60_000);
  return new Mistake({
    trouble: 'limit',
    message: `Heap at ${url} asks to be left alone for ${minutes} minutes (${wordsOf(said)}).`,
    actions: ['Nothing is lost: a run after that sends what was left, oldest first.'],
    facts: { url, waitMs, said: wordsOf(said) },
  });
}

/** Something answers that is no property API, or that does not let us in. */
export function foreignAnswer({ url, appId }: HeapPlace, said: Said): NamedError {
  return new Refusal({
    trouble: 'refused',
    code: said.kind === 'answer' ? `HTTP_${said.status}` : 'NO_ANSWER',
    message: `Heap at ${url} answered ${wordsOf(said)}, which its property API never does.`,
    actions: [
      'Set heap.region in heap.config.yaml to us or eu, wherever the Heap account lies.',
      'Look for a proxy or firewall that answers in the place of Heap.',
    ],
    facts: { url, appId, said: wordsOf(said) },
  });
}

/** Whoever is sent, the answer is no: the environment or the names of the properties are wrong, and not the people. */
export function refusesAll({ url, appId }: HeapPlace, owner: Owner, said: Said, tried: number): NamedError {
  return new Mistake({
    trouble: 'refused',
    message: `Heap refuses whatever is sent to app id ${appId}: ${wordsOf(said)}. All of ${tried} tried alone were refused, so nothing more was sent.`,
    actions: [
      'Compare heap.appId in heap.config.yaml with Account, Manage, Projects in Heap, and heap.region with where the account lies.',
      // https://help.heap.io/account-health-analysis
      ...(owner === 'account'
        ? ['Account properties need an Account ID: in Heap, Account, Manage, choose the user property that holds it.']
        : []),
      'Look at the names that pull: gives the properties (as:): Heap refuses "id" in any case.',
    ],
    facts: { url, appId, owner, said: wordsOf(said), tried },
  });
}
