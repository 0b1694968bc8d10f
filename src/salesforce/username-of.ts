import { loadCore } from './sdk.ts';

/** The username behind an alias of `sf`, known without a request; a name that is no alias is taken for a username. */
export async function usernameOf(alias: string): Promise<string> {
  const { StateAggregator } = await loadCore();
  const { aliases } = await StateAggregator.getInstance();
  return aliases.getUsername(alias) ?? alias;
}
