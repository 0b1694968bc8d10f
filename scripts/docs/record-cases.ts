import type { Case } from '../../test/contract/case.ts';

/** One rule of a contract test: what is believed, and where the belief comes from. */
export type Rule = Pick<Case<never>, 'belief' | 'source' | 'needs'>;

const recorded: Rule[] = [];

/**
 * Stands in for the function that puts the questions: writes down what would be asked.
 * @public the cases find it in the place of that function
 */
export function askAll(_prepare: unknown, cases: readonly Rule[]): void {
  recorded.push(
    ...cases.map(({ belief, source, needs }) => ({ belief, source, ...(needs === undefined ? {} : { needs }) })),
  );
}

/** @public */
export const bare = (): void => undefined;

/** The rules written down since the last time. */
export const takeRules = (): readonly Rule[] => recorded.splice(0);
