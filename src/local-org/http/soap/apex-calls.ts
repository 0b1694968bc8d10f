import { executeAnonymous } from '../apex.ts';
import type { SoapCalls } from './soap-call.ts';

/** The Apex API: no Apex runs here, so that only code without a statement succeeds. */
export const apexCalls: SoapCalls = {
  executeAnonymous: {
    page: 'https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/sforce_api_calls_executeanonymous.htm',
    served: 'nothing is compiled: code with a statement is answered as code that does not compile',
    answer: ({ body }) => {
      const [code] = Object.entries(body).find(([name]) => name !== '@type')?.[1] ?? [];
      return { ...executeAnonymous(typeof code === 'string' ? code : '') };
    },
  },
};
