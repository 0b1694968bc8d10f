import { Mistake } from '../../base/errors.ts';
import { isId } from '../engine/ids.ts';
import { firstUsers } from '../engine/new-org.ts';

export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.trim().toLowerCase();

/** What an org may be called. Throws a Mistake that says why not. */
export function checkedName(wanted: string, isTaken: (name: string) => boolean): string {
  const name = wanted.trim();
  if (name === '' || name.length > 80) throw refusedName(name, 'A name has 1 to 80 characters.');
  if (/\p{Cc}/u.test(name)) throw refusedName(name, 'A name has no control characters.');
  if (sameName(name, 'first')) throw refusedName(name, 'By that name the control API knows the first org of a server.');
  if (isId(name) && name.startsWith('00D')) throw refusedName(name, 'It has the form of an org’s Id.');
  if (isTaken(name)) throw refusedName(name, 'Another org has this name.');
  return name;
}

/** What the names of an org's first users end in: as wanted, or made of the org's name. Throws a Mistake. */
export function usernameSuffixOf(
  name: string,
  wanted: string | undefined,
  usernameTaken: (username: string) => boolean,
): string {
  const isTaken = (suffix: string): boolean => firstUsers(suffix).some(({ Username }) => usernameTaken(Username));
  const suffix = wanted ?? freeSuffix(name, isTaken);
  if (!/^\.[a-z0-9][a-z0-9.-]{0,39}$/.test(suffix) || isTaken(suffix)) throw refusedSuffix(suffix, isTaken(suffix));
  return suffix;
}

function freeSuffix(name: string, isTaken: (suffix: string) => boolean): string {
  const stem = `.${
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '')
      .slice(0, 30) || 'org'
  }`;
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? stem : `${stem}${number}`;
    if (!isTaken(suffix)) return suffix;
  }
}

function refusedName(name: string, why: string): Mistake {
  return new Mistake({
    trouble: 'definition',
    message: `An org cannot be called ${JSON.stringify(name.slice(0, 100))}. ${why}`,
    actions: ['Give it another name.'],
    facts: { field: 'name' },
  });
}

function refusedSuffix(suffix: string, taken: boolean): Mistake {
  const why = taken ? 'belongs to another org' : 'is no suffix of usernames';
  return new Mistake({
    trouble: 'definition',
    message: `${JSON.stringify(suffix.slice(0, 80))} ${why}.`,
    actions: ['Give a full stop and up to 40 of a-z, 0-9, full stop and -, as .uat; or leave it out.'],
    facts: { field: 'usernameSuffix' },
  });
}
