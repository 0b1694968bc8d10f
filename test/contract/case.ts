import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Capability,
  type ContractOrg,
  capabilities,
  openContractOrg,
  patience,
  type Wanted,
} from './contract-org.ts';

/** Where a belief comes from: a public page, or what everybody in the trade knows but no page was found for. */
export type Source = `https://${string}` | 'background knowledge';

/** Something that we believe of Salesforce, and how any org can be asked whether it is so. */
export interface Case<Ground> {
  readonly belief: string;
  readonly source: Source;
  /** What the org has to offer for the question to be put. */
  readonly needs?: Capability;
  readonly ask: (ground: Ground) => Promise<unknown>;
  readonly answer: (ground: Ground) => unknown;
}

/** The org alone, for subjects that need nothing made in it. */
export interface Bare {
  readonly org: ContractOrg;
}

export const bare = async (org: ContractOrg): Promise<Bare> => ({ org });

/** Puts every question of a subject to the org, on ground made for the subject alone and cleared away after it. */
export function askAll<Ground>(
  prepare: (org: ContractOrg) => Promise<Ground>,
  cases: readonly Case<Ground>[],
  wanted: Wanted = {},
): void {
  let org: ContractOrg | undefined;
  let ground: Ground;
  beforeAll(async () => {
    org = await openContractOrg(wanted);
    ground = await prepare(org);
  }, patience);
  afterAll(() => org?.close(), patience);
  for (const { belief, needs, ask, answer } of cases) {
    // Told apart by its name and counted: what a real org cannot be asked is not asked silently.
    const askable = needs === undefined || capabilities.has(needs);
    test.runIf(askable)(
      askable ? belief : `${belief} (only where the org offers ${needs})`,
      async () => {
        expect(await ask(ground)).toEqual(answer(ground));
      },
      patience,
    );
  }
}
