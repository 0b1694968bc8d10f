import { randomInt } from 'node:crypto';
import { type OrgPreference, setPreference } from './access/org-preferences.ts';
import type { EngineOptions } from './engine-options.ts';
import { idOf, to18 } from './ids.ts';
import { deployDocuments } from './metadata/deploy/kept-deploys.ts';
import { boughtAs, kindFields, lastMoment, mayBeHub, type OrgKind } from './org-kind.ts';
import { hubDocuments } from './packages/package-records.ts';
import type { Store } from './records/store/store.ts';
import type { SandboxCopy } from './sandbox/become-sandbox.ts';
import { sandboxDocuments } from './sandbox/sandbox-book.ts';
import type { Edition } from './schema/edition.ts';
import { hasScratchOrgs } from './scratch-allocations.ts';
import { hasFeature } from './scratch-features.ts';
import { trackingDocuments } from './tracking/source-members.ts';
import type { Documents } from './types.ts';

const org = { kind: 'org', key: 'self' } as const;

/** What an org was bought as. Kept with it: later starts need not know. */
interface Bought {
  readonly organizationId: string;
  readonly edition?: Edition;
  readonly kind?: OrgKind;
  readonly licences?: number;
  readonly expires?: string;
  readonly features?: readonly string[];
}

/** What an org is from its first day on. */
export interface OrgFacts {
  /** 18 characters. */
  readonly organizationId: string;
  readonly kind: OrgKind;
  readonly edition: Edition;
  readonly licences: number;
  readonly features: readonly string[];
  readonly expires: Date | undefined;
  /** Empty yet, to be furnished. */
  readonly isNew: boolean;
  /** Just copied, to be made a sandbox of. */
  readonly copy: SandboxCopy | undefined;
}

/** Whether the org has been furnished. */
export const isFurnished = (documents: Documents): boolean => documents.get(org.kind, org.key) !== undefined;

/** What the org was kept as, or what a new one is to be; a copy is taken over on the way. */
export function factsOf(store: Store, documents: Documents, options: EngineOptions): OrgFacts {
  const isKept = isFurnished(documents);
  const copy = isKept ? undefined : options.copy;
  const newId = (): string => to18(options.organizationId ?? idOf('00D', randomInt(1, 2 ** 40)));
  if (copy !== undefined) takeOver(store, documents, copy, newId(), options);
  const known = documents.get<Bought>(org.kind, org.key);
  const { kind, edition } = known
    ? boughtAs(known.kind, known.edition ?? 'Developer Edition')
    : boughtAs(options.kind, options.edition);
  return {
    organizationId: known?.organizationId ?? newId(),
    kind,
    edition,
    licences: known?.licences ?? options.licences ?? 100,
    features: known?.features ?? options.features ?? [],
    expires: known ? dateOf(known.expires) : (options.expires ?? lastMoment(kind, options.clock.now())),
    isNew: known === undefined,
    copy,
  };
}

/** Keeps what the org is, at the end of its furnishing. */
export function keepFacts(
  documents: Documents,
  { organizationId, kind, edition, licences, features, expires }: OrgFacts,
): void {
  const until = expires === undefined ? {} : { expires: expires.toISOString() };
  documents.put(org.kind, org.key, { organizationId, kind, edition, licences, features, ...until } satisfies Bought);
}

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** Puts the tables and documents of the org that is copied in place, and makes another org of them. */
function takeOver(
  store: Store,
  documents: Documents,
  copy: SandboxCopy,
  organizationId: string,
  { notCopied = [], sourceTracking = true }: EngineOptions,
): void {
  store.restore(copy.image);
  store.transaction(() => {
    const source = documents.get<Bought>(org.kind, org.key)!;
    documents.put(org.kind, org.key, { ...source, organizationId, kind: 'sandbox' } satisfies Bought);
    for (const kind of [...notCopied, ...trackingDocuments, ...sandboxDocuments, ...deployDocuments, ...hubDocuments])
      for (const { key } of documents.all(kind)) documents.delete(kind, key);
    setPreference(documents, 'devHub', false);
    setPreference(documents, 'sourceTracking', sourceTracking);
    const { IsSandbox, InstanceName } = kindFields('sandbox', undefined);
    store
      .prepare('UPDATE Organization SET Id = ?, IsSandbox = ?, InstanceName = ?, TrialExpirationDate = NULL')
      .run(organizationId, Number(IsSandbox), InstanceName);
  });
}

/** What is switched on from the start. Production orgs of this server are Dev Hubs; the platform's are when Setup says so. */
export function firstPreferences(
  { kind, edition, features }: OrgFacts,
  { devHub = kind === 'production', sourceTracking = kind === 'scratch' || kind === 'sandbox' }: EngineOptions,
): readonly OrgPreference[] {
  return [
    ...(sourceTracking ? (['sourceTracking'] as const) : []),
    ...(devHub && mayBeHub(kind) && hasScratchOrgs(edition) ? (['devHub', 'sandboxTracking'] as const) : []),
    ...(hasFeature(features, 'ContactsToMultipleAccounts') ? (['contactsToMultipleAccounts'] as const) : []),
  ];
}
