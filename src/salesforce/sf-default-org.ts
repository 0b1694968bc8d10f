import { Mistake } from '../base/errors.ts';
import { redact } from './redact.ts';
import { loadConfigAggregator } from './sdk.ts';

/**
 * The org that `sf` works on unless told otherwise: SF_TARGET_ORG, or else what `sf config set target-org` wrote for this
 * project or for all.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_setup.meta/sfdx_setup/sfdx_dev_cli_config_values.htm
 */
export async function readDefaultOrg(): Promise<string | undefined> {
  const ConfigAggregator = await loadConfigAggregator();
  try {
    const value = (await ConfigAggregator.create()).getPropertyValue('target-org');
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch (cause) {
    const why = redact(cause instanceof Error ? cause.message : String(cause));
    throw new Mistake({
      trouble: 'config',
      message: `The configuration of sf cannot be read, so that its target-org is not known: ${why}`,
      actions: ['See what it says: sf config list', 'Or name the org: --target-org ALIAS'],
      cause,
    });
  }
}
