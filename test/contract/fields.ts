import type { ContractOrg } from './contract-org.ts';
import { type Deployed, deploy, metadata } from './deployment.ts';
import type { Ground } from './ground.ts';
import { soapCall } from './soap.ts';

/** Deploys fields of the subject's object, named one by one, in a file that holds nothing else of it. */
export const deployFields = (
  { org, object }: Ground,
  fieldNames: readonly string[],
  xml: string,
  options = {},
): Promise<Deployed> =>
  deploy(
    org,
    { CustomField: fieldNames.map((name) => `${object}.${name}`) },
    { [`objects/${object}.object`]: metadata('CustomObject', xml) },
    options,
  );

/** Whether the Metadata API knows a field, which it does whether or not anybody may see it. */
export const fieldThere = async (org: ContractOrg, name: string): Promise<boolean> =>
  (
    await soapCall(org, 'm', `<readMetadata><type>CustomField</type><fullNames>${name}</fullNames></readMetadata>`)
  ).text.includes(name);
