import { randomInt } from 'node:crypto';
import type { FoundRow } from '../engine/find-rows.ts';
import type { Edition } from '../engine/schema/edition.ts';
import { featuresIn } from '../engine/scratch-features.ts';
import { trialData } from '../engine/trial-data.ts';
import type { Engine } from '../engine/types.ts';
import type { NewOrg } from '../house/org-house.ts';
import type { ScratchWish } from './scratch-trouble.ts';

/** The columns of a row of ScratchOrgInfo that say what is asked. */
export const requested = [
  ...['Id', 'OwnerId', 'CreatedById', 'AdminEmail', 'ConnectedAppCallbackUrl', 'ConnectedAppConsumerKey', 'Country'],
  ...['Description', 'DurationDays', 'Edition', 'Features', 'HasSampleData', 'Language', 'Namespace', 'OrgName'],
  ...['Snapshot', 'SourceOrg', 'Template', 'Username'],
] as const;

export type Request = Readonly<Record<(typeof requested)[number], FoundRow[string]>>;

/** Editions by their names in definitions. */
const editionOf: Readonly<Record<string, Edition>> = {
  Developer: 'Developer Edition',
  Enterprise: 'Enterprise Edition',
  Group: 'Team Edition',
  Professional: 'Professional Edition',
};

/** Salesforce licences of a scratch org. Not documented; believed. */
const licencesOf: Readonly<Record<string, number>> = { Developer: 2, Enterprise: 10, Group: 5, Professional: 5 };

/**
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_scratch_orgs_editions_and_allocations.htm
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
const limits = { dataStorageMb: 200, dailyApiRequests: 15_000 } as const;

export const usualDays = 7;
const day = 24 * 3_600_000;

interface Asked {
  /** The Id of the Dev Hub. */
  readonly hub: string;
  readonly email: string;
  readonly now: Date;
  readonly clockMoved: number;
}

/** The org that a request asks for. */
export function scratchOrgOf(request: Request, { hub, email, now, clockMoved }: Asked): NewOrg {
  const username = String(request.Username ?? `test-${letters(12)}@example.com`).toLowerCase();
  const edition = String(request.Edition);
  const days = Number(request.DurationDays ?? usualDays);
  return {
    name: username,
    organizationName: String(request.OrgName),
    kind: 'scratch',
    edition: editionOf[edition] ?? 'Developer Edition',
    licences: licencesOf[edition] ?? 2,
    features: featuresIn(String(request.Features ?? '')),
    ...limits,
    expires: new Date(now.getTime() + days * day),
    clockMoved,
    ...(request.Namespace === null ? {} : { namespace: String(request.Namespace) }),
    ...(request.Country === null ? {} : { country: String(request.Country) }),
    ...(request.HasSampleData === true ? { seed: trialData } : {}),
    people: [
      {
        Username: username,
        Email: email,
        FirstName: 'User',
        LastName: 'User',
        Alias: 'UUser',
        profile: 0,
      },
    ],
    origin: { kind: 'scratch', by: hub, request: String(request.Id) },
  };
}

export const emailOf = (engine: Engine, { AdminEmail, CreatedById }: Request): string =>
  String(AdminEmail ?? engine.find('User', ['Email'], { Id: String(CreatedById) })[0]?.['Email'] ?? '');

const textOrNull = (value: FoundRow[string]): string | null => (value === null ? null : String(value));

/** What of a request the sign-up has to make sure of. */
export function wishOf(request: Request, adminEmail: string): ScratchWish {
  const { Username, Country, Namespace, SourceOrg, Snapshot, Template } = request;
  return {
    username: textOrNull(Username),
    adminEmail,
    country: textOrNull(Country),
    namespace: textOrNull(Namespace),
    sourceOrg: textOrNull(SourceOrg),
    snapshot: textOrNull(Snapshot),
    template: textOrNull(Template),
  };
}

const letters = (count: number): string =>
  Array.from({ length: count }, () => String.fromCharCode(97 + randomInt(26))).join('');
