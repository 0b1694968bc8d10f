import { randomInt } from 'node:crypto';
import { idOf } from '../engine/ids.ts';
import type { NewOrg, OrgHouse } from './org-house.ts';
import { checkedName, usernameSuffixOf } from './org-names.ts';
import type { OrgNote } from './org-notes.ts';

interface Present extends Pick<OrgHouse, 'find' | 'usernameTaken'> {
  readonly notes: readonly OrgNote[];
}

/** What there is to note of an org that is to be made beside those that are there. Throws a Mistake for its names. */
export function newNote(wanted: NewOrg, { find, usernameTaken, notes }: Present): OrgNote {
  const name = checkedName(wanted.name, (one) => find(one) !== undefined);
  const { dailyApiRequests, dataStorageMb, origin, administrator = wanted.people?.[0]?.Username } = wanted;
  const usernameSuffix =
    administrator === undefined ? usernameSuffixOf(name, wanted.usernameSuffix, usernameTaken) : '';
  return {
    organizationId: idOf('00D', randomInt(1, 2 ** 40)),
    name,
    usernameSuffix,
    serial: 1 + Math.max(0, ...notes.map(({ serial }) => serial)),
    ...(dailyApiRequests === undefined ? {} : { dailyApiRequests }),
    ...(dataStorageMb === undefined ? {} : { dataStorageMb }),
    ...(administrator === undefined ? {} : { administrator }),
    ...(origin === undefined ? {} : { origin }),
  };
}
