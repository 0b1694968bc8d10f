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
    await info.setAlias(alias);
    return { status: 'registered', alias, username: info.getUsername() ?? alias };
  } catch (error) {
    if (error instanceof Error && keychainErrors.has(error.name)) {
      return {
        status: 'no-keychain',
        message: `sf cannot keep logins on this machine: ${redact(error.message).split('\n')[0]}`,
        actions: ['Set SF_USE_GENERIC_UNIX_KEYCHAIN=true, for heap-sf and for sf, and run this again.'],
      };
    }
    throw toRefusal(withoutSecrets(error), {
      doing: `register the org under the alias "${alias}"`,
      instanceUrl,
      alias,
    });
  }
}

/** The username behind an alias of `sf`, known without a request; a name that is no alias is taken for a username. */
export async function usernameOf(alias: string): Promise<string> {
  const { StateAggregator } = await loadCore();
  const { aliases } = await StateAggregator.getInstance();
  return aliases.getUsername(alias) ?? alias;
}
