import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { redact, withoutSecrets } from './redact.ts';
import { toRefusal } from './refusals.ts';
import { loadCore } from './sdk.ts';

export interface LocalAlias {
  readonly alias: string;
  readonly instanceUrl: string;
  readonly accessToken: string;
}

export type RegisterOutcome =
  | { readonly status: 'registered'; readonly alias: string; readonly username: string }
  /** This machine has no keychain that `sf` can use; `actions` says what makes it work. */
  | { readonly status: 'no-keychain'; readonly message: string; readonly actions: readonly string[] };

/** Errors of `sf`'s store that are about the keychain, by name. */
const keychainErrors = new Set([
  'MissingCredentialProgramError',
  'CredentialProgramAccessError',
  'SetCredentialError',
  'PasswordNotFoundError',
  'PasswordRetryError',
  'KeychainPasswordCreationError',
  'KeyChainUserCanceledError',
  'GenericKeychainServiceError',
  'GenericKeychainInvalidPermsError',
  'UnsupportedOperatingSystemError',
  'AuthDecryptError',
  'InvalidEncryptedFormatError',
]);

/**
 * Puts a local org into `sf`'s own list of orgs, under an alias, so that `sf … --target-org ALIAS` works.
 * On Linux without `secret-tool`, `sf` keeps its key in a file by itself; with a `secret-tool` that has no keychain
 * behind it, as on a server, it fails unless SF_USE_GENERIC_UNIX_KEYCHAIN=true tells it to use the file.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_setup.meta/sfdx_setup/sfdx_dev_cli_env_variables.htm
 */
export async function registerLocalAlias({ alias, instanceUrl, accessToken }: LocalAlias): Promise<RegisterOutcome> {
  const { AuthInfo, StateAggregator } = await loadCore();
  StateAggregator.clearInstance();
  try {
    const info = await AuthInfo.create({ accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl } });
    await info.save();
    const username = info.getUsername();
    // The store says nothing when its keychain fails; the login is then just not there.
    const state = await StateAggregator.getInstance();
    if (!(await state.orgs.hasFile(username))) return noKeychain('its keychain does not answer');
    await info.setAlias(alias);
    return { status: 'registered', alias, username };
  } catch (error) {
    if (error instanceof Error && keychainErrors.has(error.name)) return noKeychain(redact(error.message));
    throw toRefusal(withoutSecrets(error), {
      doing: `register the org under the alias "${alias}"`,
      instanceUrl,
      alias,
    });
  }
}

/** The username behind an alias of `sf`, or behind itself; a Mistake when `sf` knows neither. Asks no org. */
export async function usernameOf(alias: string): Promise<string> {
  const { StateAggregator } = await loadCore();
  // What sf has written since this process started must be seen.
  StateAggregator.clearInstance();
  const state = await StateAggregator.getInstance();
  const username = state.aliases.resolveUsername(alias);
  if (await state.orgs.hasFile(username)) return username;
  const usernames = (await state.orgs.list()).map((file) => file.replace(/\.json$/, ''));
  throw unknownOrg(alias, [...Object.keys(state.aliases.getAll()), ...usernames]);
}

function unknownOrg(alias: string, known: readonly string[]): Mistake {
  const near = nearest(alias, known).filter((name) => name !== alias);
  const guess = near.length > 0 ? ` Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?` : '';
  return new Mistake({
    trouble: 'unknown-name',
    message: `sf knows no org "${alias}".${guess}`,
    actions: [`Sign in to it: sf org login web --alias ${alias}`, 'See which orgs sf knows: sf org list'],
    facts: { alias, nearest: near },
  });
}

function noKeychain(why: string): RegisterOutcome {
  return {
    status: 'no-keychain',
    message: `sf cannot keep logins on this machine: ${why.split('\n')[0]}.`,
    actions: ['Set SF_USE_GENERIC_UNIX_KEYCHAIN=true, for heap-sf and for sf, and run this again.'],
  };
}
