import { counted, number } from '../base/counted.ts';
import type { Duplicate, Matching } from '../push/people/read-people.ts';

const EXAMPLES = 3;

/** How users and records came together, in sentences; what needs a person's eye comes with both Ids. */
export function matchingRemarks(matching: Matching): readonly string[] {
  const { users, matched, withoutKey, unmatched, undecided, throughMerge, shared, ofSeveralAccounts } = matching;
  const fates = [
    `${number(matched)} matched`,
    `${number(withoutKey)} without a key`,
    `${number(unmatched)} unmatched`,
    ...(undecided > 0 ? [`${number(undecided)} undecided`] : []),
  ];
  return [
    `Heap users: ${number(users)}, of them ${fates.join(', ')}.${unmatched > 0 ? ' List: heap-sf usage unmatched' : ''}`,
    ...(throughMerge > 0
      ? [`${number(throughMerge)} of them have the key of a merged record, and count for its survivor.`]
      : []),
    ...(shared.contacts > 0
      ? [
          `${counted(shared.contacts, 'contact has', 'contacts have')} ${number(shared.users)} Heap users together, whose figures add up.`,
        ]
      : []),
    ...(ofSeveralAccounts > 0
      ? [
          `${counted(ofSeveralAccounts, 'contact belongs', 'contacts belong')} to several accounts: the most recently updated one counts.`,
        ]
      : []),
    ...duplicateRemarks(matching),
  ];
}

function duplicateRemarks({ duplicates, rule, leftAsTheyAre: { contact, account } }: Matching): readonly string[] {
  if (duplicates.length === 0) return [];
  const used = duplicates.filter(({ users }) => users > 0);
  const what =
    rule === 'refuse'
      ? `join.duplicates refuses to choose: ${counted(contact, 'contact')} and ${counted(account, 'account')} keep the figures they have.`
      : 'The most recently updated one counts.';
  const more = duplicates.length > EXAMPLES ? ' List: heap-sf usage duplicates' : '';
  return [
    `${counted(duplicates.length, 'record shares its', 'records share their')} join key with another, ${number(used.length)} of them a key that Heap users have. ${what}${more}`,
    ...[...used, ...duplicates.filter(({ users }) => users === 0)].slice(0, EXAMPLES).map((one) => example(one, rule)),
  ];
}

function example({ level, joinValue, keptId, otherId }: Duplicate, rule: Matching['rule']): string {
  return rule === 'refuse'
    ? `  ${level} "${joinValue}": ${keptId} and ${otherId}`
    : `  ${level} "${joinValue}": ${keptId} counts, ${otherId} is passed over`;
}
