import { Mistake } from '../base/errors.ts';
import type { HeapTarget, Settings } from '../config/settings.ts';
import type { PullingSettings } from './pull-ground.ts';

/** The settings of somebody who has chosen fields, and a Heap to tell them to; Mistake where one of them is missing. */
export function choicesOf(settings: Settings): { readonly settings: PullingSettings; readonly heap: HeapTarget } {
  const { pull, configFile } = settings;
  if (pull === undefined || pull.contact.length + pull.account.length === 0) {
    throw new Mistake({
      trouble: 'config',
      message: `No field is chosen in ${configFile}, so there is nothing to pull.`,
      actions: ['Choose some: heap-sf fields select', 'See what there is: heap-sf fields list'],
      facts: { configFile },
    });
  }
  return { settings: { ...settings, pull }, heap: heapOf(settings) };
}

/** What an environment of Heap is called in what is kept of it. */
export const appOf = (heap: HeapTarget): string => (heap.kind === 'local' ? 'local' : heap.appId);

/** The Heap that goes with the org; Mistake when the configuration names none. */
export function heapOf({ heap, configFile }: Pick<Settings, 'heap' | 'configFile'>): HeapTarget {
  if (heap !== undefined) return heap;
  throw new Mistake({
    trouble: 'config',
    message: `No Heap goes with the org, so that fields cannot be pulled: ${configFile} has no environments.<name>.heap for it.`,
    actions: [
      'Write under environments, beside org: heap: { appId: "…", environment: development } (or production).',
      'Then name the environment: heap-sf fields pull --environment NAME',
      'To try it without Heap: heap: local',
    ],
    facts: { configFile },
  });
}
