import { z } from 'zod';

/**
 * What a client sends about a deployment over REST.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy.htm
 */
export const deployForms = {
  options: z.object({ deployOptions: z.record(z.string(), z.unknown()).default({}) }),
  validated: z.object({ validatedDeployRequestId: z.string().min(15) }),
  cancel: z.object({ deployResult: z.object({ status: z.literal('Canceling') }) }),
};
