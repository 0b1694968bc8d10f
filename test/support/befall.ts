import type { Trouble } from './life-steps.ts';
import type { PullDesk } from './pull-desk.ts';

/** Has the servers do to the next pull what is to befall it; to end the work itself is the context's part. */
export function befall(
  { org, heap }: Pick<PullDesk, 'org' | 'heap'>,
  trouble: Trouble,
  identityOf: (person: number) => string,
): void {
  const [toHeap, toOrg] = ['/api/*', '/services/data/*/composite'];
  switch (trouble.kind) {
    case 'heap-down': {
      // Longer than anybody waits within a run.
      const answer = {
        kind: 'answer',
        status: 503,
        headers: { 'retry-after': '3600' },
        when: trouble.moment,
      } as const;
      heap.control.addFault({ ...answer, path: toHeap, nth: trouble.from, times: 0 });
      return;
    }
    case 'heap-busy':
      heap.control.addFault({ kind: 'answer', status: trouble.status, when: trouble.moment, path: toHeap });
      return;
    case 'heap-cut':
      heap.control.addFault({ kind: 'cut', when: trouble.moment, path: toHeap });
      return;
    case 'heap-refuses': {
      const identity = identityOf(trouble.person);
      heap.control.addFault({ kind: 'answer', status: 400, message: 'Bad', path: toHeap, identity, times: 0 });
      return;
    }
    case 'org-refuses': {
      const code = trouble.status === 401 ? 'INVALID_SESSION_ID' : 'REQUEST_LIMIT_EXCEEDED';
      const answer = { kind: 'answer', status: trouble.status, code, message: code } as const;
      org.control.addFault({ ...answer, path: '/services/data/*', nth: trouble.from, times: 0 });
      return;
    }
    case 'org-busy':
      org.control.addFault({ kind: 'answer', status: 503, code: 'SERVER_UNAVAILABLE', message: 'Busy', path: toOrg });
      return;
    case 'org-cut':
      org.control.addFault({ kind: 'cut', when: trouble.moment, path: toOrg });
      return;
  }
}
