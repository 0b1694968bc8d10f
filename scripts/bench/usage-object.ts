import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { silentProgress } from '../../src/base/progress.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import { deploySource } from '../../src/salesforce/deploy-source.ts';
import { grantFieldAccess } from '../../src/salesforce/field-access.ts';
import { assignPermissionSet } from '../../src/salesforce/permission-sets.ts';
import { createCustomFields } from '../../src/salesforce/save-custom-fields.ts';
import type { Address } from './org-process.ts';

export const usageObject = 'Heap_Contact_Usage__c';

/** Deploys our package into the org, with these number fields, which its administrator may then write. */
export async function prepareUsageObject({ url, token }: Address, fields: readonly string[]): Promise<void> {
  const org = await connectOrg({
    target: { kind: 'token', instanceUrl: url, accessToken: token },
    credits: creditsInMemory({ perRun: 100_000, perDay: 100_000 }),
    log: silentLog,
    clock: systemClock,
  });
  const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
  await deploySource(org, { projectFolder, paths: ['force-app'], progress: silentProgress });
  const specs = fields.map((name) => ({
    object: usageObject,
    name,
    label: name.replaceAll('_', ' ').replace(/ c$/, ''),
    description: 'A field of the benchmark.',
    helpText: 'A field of the benchmark.',
    type: 'Number' as const,
    precision: 18,
    scale: 0,
  }));
  await createCustomFields(org, specs);
  const grants = fields.map((field) => ({ object: usageObject, field, edit: true }));
  await grantFieldAccess(org, { permissionSet: 'Heap_Metric_Access', grants });
  for (const set of ['Heap_Usage_Sync', 'Heap_Metric_Access']) await assignPermissionSet(org, set, org.userId);
  await closeOrg(org);
}
