import { counted } from '../../base/counted.ts';
import type { NamedError } from '../../base/errors.ts';
import type { SourceSettings } from '../../config/settings.ts';
import type { NewestWritten } from '../../heap/newest-written.ts';
import { type Finding, finding } from '../finding.ts';
import { agoText } from './ago-text.ts';

/** What of an export could be seen without reading its rows. */
export type SourceFacts =
  | {
      readonly status: 'open';
      readonly tables: number;
      readonly events: number;
      readonly hasUsers: boolean;
      readonly dumps: number;
      /** Tables of which the dumps hold increments only. */
      readonly withoutFull: readonly string[];
      readonly newest: NewestWritten | undefined;
    }
  | { readonly status: 'failed'; readonly error: NamedError };

/** Where the export lies, as a person knows it. */
export function sourcePlace(source: SourceSettings): string {
  return source.kind === 's3' ? `s3://${source.bucket}${source.prefix && `/${source.prefix}`}` : source.folder;
}

/** Whether the export can be read. */
export function exportLine(facts: SourceFacts, source: SourceSettings): Finding {
  if (facts.status === 'failed') {
    return finding('export', 'failed', 'cannot be read', { means: facts.error.message, next: facts.error.actions });
  }
  const dumps = facts.dumps === 0 ? '' : `${facts.dumps} ${facts.dumps === 1 ? 'dump' : 'dumps'}, `;
  const says = `${dumps}${facts.tables} tables, ${facts.events} of events`;
  if (facts.hasUsers)
    return facts.withoutFull.length === 0 ? finding('export', 'passed', says) : partial(facts.withoutFull, says);
  return finding('export', 'failed', `${says}, and none of users`, {
    means: `${sourcePlace(source)} does not say who the users are, so that nobody can be matched.`,
    next: ['See in Heap, under Data Management > Connect, that the sync sends the users table.'],
  });
}

/** A rule of the bucket that removes what is old, or a copy that began late, costs the full dump first. */
function partial(tables: readonly string[], says: string): Finding {
  return finding('export', 'warned', `${says}; no full dump of ${counted(tables.length, 'table')}`, {
    means: `Of ${tables.slice(0, 5).join(', ')}${tables.length > 5 ? ' and others' : ''} there is only what came since some night. What was before is missing, and figures are too low.`,
    next: [
      'See whether a lifecycle rule of the bucket removes old dumps, or the copy lacks some.',
      'Ask Heap for a full resync of the table.',
    ],
  });
}

/** Heap Connect writes each night; half a day more is no reason to worry. */
const OLD = 36 * 3_600_000;

/** How old the newest data is. */
export function newestLine(facts: SourceFacts, now: Date): Finding {
  if (facts.status === 'failed') return finding('newest-dump', 'not-checked', 'the export cannot be read');
  const { newest } = facts;
  if (newest === undefined) return finding('newest-dump', 'not-visible', 'the store does not tell');
  const age = now.getTime() - newest.written.getTime();
  const says = `written ${agoText(age)}`;
  if (age < OLD) return finding('newest-dump', 'passed', says);
  return finding('newest-dump', 'warned', says, {
    means: `${newest.name} is the newest. Heap Connect writes each night; figures stand still without it.`,
    next: [
      'See in Heap, under Data Management > Connect, when the sync last ran.',
      'If the folder is a copy: copy the bucket again.',
    ],
  });
}
