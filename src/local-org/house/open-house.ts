import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { Mistake } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { HostedOrgs } from '../hosted-org.ts';
import { type OpenOrg, openOrg } from '../open-org.ts';
import { orgPlace, type ServerPlace } from '../org-place.ts';
import { type RunningOrg, runningOrg } from '../running-org.ts';
import type { Desk } from '../sign-up/desk.ts';
import { openSignUps } from '../sign-up/sign-ups.ts';
import { newNote } from './new-note.ts';
import type { NewOrg, OrgHouse } from './org-house.ts';
import { sameName } from './org-names.ts';
import { dropNote, notedOrgs, type OrgNote, putNote } from './org-notes.ts';

/** The same, for the server itself. */
export interface OpenHouse extends OrgHouse {
  /** Has an org's rows make further orgs from now on. */
  attend(org: OpenOrg): void;
  /** Looks after what the orgs have asked for, once they can be told where they are served. */
  settle(): void;
  close(): Promise<void>;
}

interface Guest {
  readonly note: OrgNote;
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
  /** Where the orgs are served, once that is known. */
  readonly url: () => string;
  /** Told when an org came or went. */
  readonly changed: (org: OpenOrg) => void;
}

/** Opens the orgs that the folder keeps. */
export function openHouse({ place, orgs, first, clock, log, sessionMinutes, url, changed }: HouseOptions): OpenHouse {
  const guests = new Map<string, Guest>();
  const desks = new Map<OpenOrg, Desk>();
  const leaving = new Set<Promise<void>>();

  const list = (): readonly RunningOrg[] => [first, ...[...guests.values()].map(({ running }) => running)];
  const find = (idOrName: string): RunningOrg | undefined =>
    list().find((org) => org.organizationId.slice(0, 15) === idOrName.slice(0, 15) || sameName(org.name, idOrName));
  const usernameTaken = (username: string): boolean => orgs.byUsername(username) !== undefined;

  const house: OpenHouse = {
    list,
    find,
    usernameTaken,
    create(wanted) {
      const note = newNote(wanted, { find, usernameTaken, notes: [...guests.values()].map(({ note: one }) => one) });
      const folder = join(place.orgs, note.organizationId);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const guest = orRemove(folder, () => enter(note, folder, wanted));
      // Last: an org without its note was never told of to anybody, and is cleared away at the next start.
      if (place.kept) putNote(folder, note);
      return guest.running;
    },
    async delete(idOrName) {
      const found = find(idOrName);
      const guest = found && guests.get(found.organizationId);
      if (guest === undefined) throw notDeletable(idOrName, found !== undefined);
      const going = leave(guest);
      leaving.add(going);
      await going.finally(() => leaving.delete(going));
    },
    attend(org) {
      const desk = openSignUps(org, { house, log, url });
      desks.set(org, desk);
      org.onWrite((object) => desk.wrote(object));
    },
    settle() {
      for (const desk of desks.values()) desk.poke();
    },
    async close() {
      for (const desk of desks.values()) desk.close();
      await Promise.all(leaving);
      await Promise.all([...guests.values()].map(({ org }) => org.close()));
    },
  };

  function enter(note: OrgNote, folder: string, wanted: Partial<NewOrg>): Guest {
    const { organizationId, name, usernameSuffix, dailyApiRequests, dataStorageMb, administrator, origin } = note;
    const {
      name: _,
      organizationName = name,
      origin: __,
      usernameSuffix: ___,
      administrator: ____,
      ...bought
    } = wanted;
    const org = openOrg({
      ...bought,
      place: orgPlace(folder, place.kept),
      organizationId,
      name: organizationName,
      usernameSuffix,
      ...(dailyApiRequests === undefined ? {} : { dailyApiRequests }),
      ...(dataStorageMb === undefined ? {} : { dataStorageMb }),
      ...(sessionMinutes === undefined ? {} : { sessionMinutes }),
      orgs,
      clock,
      log,
    });
    const names = {
      name,
      usernameSuffix,
      ...(administrator === undefined ? {} : { administrator }),
      ...(origin === undefined ? {} : { origin }),
    };
    const guest = { note, folder, org, running: runningOrg(org, names) };
    guests.set(organizationId, guest);
    orgs.add(org);
    house.attend(org);
    changed(org);
    org.jobs.resume();
    return guest;
  }

  async function leave({ note, folder, org }: Guest): Promise<void> {
    const asked = [...guests.values()].filter((guest) => guest.note.origin?.by === note.organizationId);
    dropNote(folder);
    guests.delete(note.organizationId);
    desks.get(org)?.close();
    desks.delete(org);
    orgs.remove(org);
    changed(org);
    house.settle();
    const others = asked.map(leave);
    await org.close();
    rmSync(folder, { recursive: true, force: true });
    await Promise.all(others);
  }

  orgs.beforeLook(() => {
    for (const desk of desks.values()) desk.due();
  });
  for (const { note, folder } of notedOrgs(place.orgs)) enter(note, folder, {});
  return house;
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

function notDeletable(idOrName: string, isFirst: boolean): Mistake {
  return new Mistake({
    trouble: isFirst ? 'refused' : 'unknown-name',
    message: isFirst
      ? 'The first org of a server cannot be deleted.'
      : `There is no org ${JSON.stringify(idOrName.slice(0, 100))}.`,
    actions: [isFirst ? 'Reset it instead.' : 'List the orgs to see their names.'],
  });
}
