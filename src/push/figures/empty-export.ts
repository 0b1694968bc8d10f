import { Mistake } from '../../base/errors.ts';
import type { Settings } from '../../config/settings.ts';
import type { HeapRows } from './load-heap.ts';

/**
 * An export without users, or without a row of any event that a metric counts, is one that went wrong: by it every
 * figure in Salesforce would fall to nothing.
 */
export function checkNotEmpty({ users, events }: Pick<HeapRows, 'users' | 'events'>, { source }: Settings): void {
  if (users > 0 && events > 0) return;
  const place = source.kind === 's3' ? `s3://${source.bucket}/${source.prefix}` : source.folder;
  const lacks = users === 0 ? 'its users table has no rows' : 'no event that a metric counts has a row';
  throw new Mistake({
    trouble: 'source',
    message: `${place} is an empty export: ${lacks}. Nothing was sent.`,
    actions: [
      'See in Heap that its last sync went well and sends these tables.',
      'For a copy of the bucket, look whether the copy is complete.',
    ],
    facts: { guard: 'empty', place, users, events },
  });
}
