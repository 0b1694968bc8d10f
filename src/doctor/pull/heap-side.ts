import type { HeapTarget } from '../../config/settings.ts';
import type { Reached } from '../../heap/properties/reach-heap.ts';
import { type Finding, finding } from '../finding.ts';

export interface HeapSide {
  readonly heap: HeapTarget | undefined;
  /** Undefined for the local Heap, which runs when it is asked. */
  readonly reached: Reached | undefined;
}

/** Whether Heap answers. */
export function heapAnswers({ heap, reached }: HeapSide): Finding {
  if (heap === undefined) {
    return finding('heap', 'failed', 'no Heap is named for this org', {
      means: 'There is nobody to tell what is pulled.',
      next: [
        'Write in heap.config.yaml under environments, beside org: heap: { appId: "…", environment: development } (or production).',
        'Then name the environment: --environment NAME. To try it without Heap: heap: local',
      ],
    });
  }
  if (heap.kind === 'local') return finding('heap', 'passed', 'the local Heap, which runs when it is needed');
  const { host } = new URL(heap.url);
  if (reached?.status === 'answers' && reached.http < 500) return finding('heap', 'passed', `${host} answers`);
  const said = reached?.status === 'answers' ? `HTTP ${reached.http}` : (reached?.why ?? '');
  return finding('heap', 'failed', `${host} does not answer: ${said}`, {
    means: 'What is pulled is kept, and told once Heap answers again.',
    next: ['Check the network; a proxy is taken from HTTPS_PROXY and NO_PROXY.'],
  });
}

/** Whether the app id is right, as far as that can be known: Heap takes any, and shows what came in its own pages only. */
export function heapApp(heap: HeapTarget | undefined): Finding {
  if (heap === undefined) return finding('heap-app', 'not-checked', 'no Heap is named');
  if (heap.kind === 'local') return finding('heap-app', 'passed', 'the local Heap has one app');
  return finding('heap-app', 'not-visible', `${heap.appId}, as ${heap.environment}; Heap tells nobody whether it is`, {
    means: 'Heap takes data for any app id, so that a wrong one is seen in Heap alone.',
    next: [`Compare it in Heap: Account > Manage > Projects, the ID of the ${heap.environment} environment.`],
  });
}
