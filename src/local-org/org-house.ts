import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { Mistake } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { idOf, isId } from './engine/ids.ts';
import { firstUsernames, type Seed } from './engine/new-org.ts';
import type { OrgKind } from './engine/org-kind.ts';
import type { Edition } from './engine/schema/edition.ts';
import type { HostedOrgs } from './hosted-org.ts';
import { type OpenOrg, openOrg } from './open-org.ts';
import { orgPlace, type ServerPlace } from './org-place.ts';
import { writeWhole } from './org-snapshots.ts';
import { type RunningOrg, runningOrg } from './running-org.ts';

export interface NewOrg {
  /** What its people call it; no two orgs of a server have the same. */
  readonly name: string;
  readonly edition?: Edition;
  readonly kind?: OrgKind;
  readonly licences?: number;
  /** Rows to begin with; none unless given. */
  readonly seed?: Seed;
  /** After its users' names, as `.uat`; made of the name unless given. */
  readonly usernameSuffix?: string;
  readonly dailyApiRequests?: number;
  readonly dataStorageMb?: number;
}

/** The further orgs of a server: made, found and thrown away while it runs. */
export interface OrgHouse {
  /** The first org, and then the others in the order in which they were made. */
  list(): readonly RunningOrg[];
  /** By Id, in either form, or by name in any case. */
  find(idOrName: string): RunningOrg | undefined;
  create(wanted: NewOrg): RunningOrg;
  /** Throws a Mistake for the first org, which lives as long as its server, and for one that is not there. */
  delete(idOrName: string): Promise<void>;
}

interface Kept {
  readonly organizationId: string;
  readonly name: string;
  readonly usernameSuffix: string;
  readonly serial: number;
  readonly dailyApiRequests?: number;
  readonly dataStorageMb?: number;
}

interface Guest {
  readonly kept: Kept;
  readonly folder: string;
  readonly org: OpenOrg;
  readonly running: RunningOrg;
}

export interface HouseOptions {
  readonly place: ServerPlace;
  readonly orgs: HostedOrgs;
  readonly first: RunningOrg;
  readonly clock: Clock;
  readonly log: Log;
  /** Minutes without a request after which sessions end. */
  readonly sessionMinutes?: number;
  /** Told when an org came or went. */
  readonly changed: (org: OpenOrg) => void;
}

const noteName = 'org.json';

/** Opens the orgs that the folder keeps. */
export function openHouse({
  place,
  orgs,
  first,
  clock,
  log,
  sessionMinutes,
  changed,
}: HouseOptions): OrgHouse & { close(): Promise<void> } {
  const guests = new Map<string, Guest>();
  for (const { kept, folder } of keptOrgs(place.orgs)) enter(kept, folder, {});

  function enter(kept: Kept, folder: string, wanted: Partial<NewOrg>): Guest {
    const { organizationId, name, usernameSuffix, dailyApiRequests, dataStorageMb } = kept;
    const { edition, kind, licences, seed } = wanted;
    const org = openOrg({
      place: orgPlace(folder, place.kept),
      organizationId,
      name,
      usernameSuffix,
      ...(edition === undefined ? {} : { edition }),
      ...(kind === undefined ? {} : { kind }),
      ...(licences === undefined ? {} : { licences }),
      ...(seed === undefined ? {} : { seed }),
      ...(dailyApiRequests === undefined ? {} : { dailyApiRequests }),
      ...(dataStorageMb === undefined ? {} : { dataStorageMb }),
      ...(sessionMinutes === undefined ? {} : { sessionMinutes }),
      orgs,
      clock,
      log,
    });
    const guest = { kept, folder, org, running: runningOrg(org, { name, usernameSuffix }) };
    guests.set(organizationId, guest);
    orgs.add(org);
    changed(org);
    org.jobs.resume();
    return guest;
  }

  const list = (): readonly RunningOrg[] => [first, ...[...guests.values()].map(({ running }) => running)];
  const find = (idOrName: string): RunningOrg | undefined =>
    list().find((org) => org.organizationId.slice(0, 15) === idOrName.slice(0, 15) || sameName(org.name, idOrName));

  return {
    list,
    find,
    create(wanted) {
      const name = wanted.name.trim();
      if (name === '' || name.length > 80) throw refusedName(name, 'A name has 1 to 80 characters.');
      if (/\p{Cc}/u.test(name)) throw refusedName(name, 'A name has no control characters.');
      if (sameName(name, 'first'))
        throw refusedName(name, 'By that name the control API knows the first org of a server.');
      if (isId(name) && name.startsWith('00D')) throw refusedName(name, 'It has the form of an org’s Id.');
      if (find(name) !== undefined) throw refusedName(name, 'Another org has this name.');
      const isTaken = (suffix: string): boolean => firstUsernames(suffix).some((one) => orgs.byUsername(one));
      const usernameSuffix = wanted.usernameSuffix ?? freeSuffix(name, isTaken);
      if (!/^\.[a-z0-9][a-z0-9.-]{0,39}$/.test(usernameSuffix) || isTaken(usernameSuffix)) {
        throw refusedSuffix(usernameSuffix, isTaken(usernameSuffix));
      }
      const organizationId = idOf('00D', randomInt(1, 2 ** 40));
      const folder = join(place.orgs, organizationId);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const { dailyApiRequests, dataStorageMb } = wanted;
      const serial = 1 + Math.max(0, ...[...guests.values()].map(({ kept }) => kept.serial));
      const kept: Kept = {
        organizationId,
        name,
        usernameSuffix,
        serial,
        ...(dailyApiRequests === undefined ? {} : { dailyApiRequests }),
        ...(dataStorageMb === undefined ? {} : { dataStorageMb }),
      };
      const guest = orRemove(folder, () => enter(kept, folder, wanted));
      // Last: an org without its note was never told of to anybody, and is cleared away at the next start.
      if (place.kept) writeWhole(join(folder, noteName), JSON.stringify(kept));
      return guest.running;
    },
    async delete(idOrName) {
      const found = find(idOrName);
      const guest = found && guests.get(found.organizationId);
      if (guest === undefined) throw notDeletable(idOrName, found !== undefined);
      rmSync(join(guest.folder, noteName), { force: true });
      guests.delete(guest.kept.organizationId);
      orgs.remove(guest.org);
      changed(guest.org);
      await guest.org.close();
      rmSync(guest.folder, { recursive: true, force: true });
    },
    async close() {
      await Promise.all([...guests.values()].map(({ org }) => org.close()));
    },
  };
}

/** What is made of an org whose seed is refused goes again. */
function orRemove<T>(folder: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The orgs that were made whole, oldest first; what a process left half made is cleared away. */
function keptOrgs(root: string): readonly { readonly kept: Kept; readonly folder: string }[] {
  if (!existsSync(root)) return [];
  const found: { readonly kept: Kept; readonly folder: string }[] = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const folder = join(root, entry.name);
    const note = join(folder, noteName);
    if (!entry.isDirectory() || !/^00D[0-9A-Za-z]{15}$/.test(entry.name)) continue;
    if (existsSync(note)) found.push({ kept: JSON.parse(readFileSync(note, 'utf8')) as Kept, folder });
    else rmSync(folder, { recursive: true, force: true });
  }
  return found.sort((one, other) => one.kept.serial - other.kept.serial);
}

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.trim().toLowerCase();

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

function notDeletable(idOrName: string, isFirst: boolean): Mistake {
  return new Mistake({
    trouble: isFirst ? 'refused' : 'unknown-name',
    message: isFirst
      ? 'The first org of a server cannot be deleted.'
      : `There is no org ${JSON.stringify(idOrName.slice(0, 100))}.`,
    actions: [isFirst ? 'Reset it instead.' : 'List the orgs to see their names.'],
  });
}
