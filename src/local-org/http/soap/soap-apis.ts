import { metadataNamespace } from '../../engine/metadata/package/manifest.ts';
import { apexCalls } from './apex-calls.ts';
import { describeCalls } from './describe-calls.ts';
import type { Namespaces } from './envelope.ts';
import { metadataCalls } from './metadata-calls.ts';
import { queryCalls } from './query-calls.ts';
import { rowCalls } from './row-calls.ts';
import type { SoapCalls } from './soap-call.ts';
import { refuseLogin, userCalls } from './user-calls.ts';

/** One SOAP API: the letter of its address, what its elements are called in, and its calls. */
export interface SoapApi {
  readonly letter: 'm' | 'u' | 'c' | 's';
  readonly namespaces: Namespaces;
  readonly calls: SoapCalls;
  /** Records come as `sf:Account` and not as `sf:sObject`. */
  readonly typed: boolean;
  readonly answersWithUsage: boolean;
  /** What may be called without a session. */
  readonly open: Readonly<Record<string, (version: string) => never>>;
}

const dataCalls: SoapCalls = { ...rowCalls, ...queryCalls, ...describeCalls, ...userCalls };

const metadataPage = (call: string): string =>
  `https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_${call}.htm`;

const metadataApi: SoapCalls = Object.fromEntries(
  Object.entries(metadataCalls).map(([name, call]) => [
    name,
    {
      page: metadataPage(name),
      answer: ({ entry, body }) => call({ engine: entry.engine, session: entry.session }, body, entry.apiVersion),
    } satisfies SoapCalls[string],
  ]),
);

const data = (letter: 'u' | 'c', name: 'partner' | 'enterprise', typed: boolean): SoapApi => ({
  letter,
  namespaces: {
    api: `urn:${name}.soap.sforce.com`,
    records: `urn:sobject.${name}.soap.sforce.com`,
    faults: `urn:fault.${name}.soap.sforce.com`,
  },
  calls: dataCalls,
  typed,
  answersWithUsage: true,
  open: { login: refuseLogin },
});

const alike = (namespace: string): Namespaces => ({ api: namespace, records: namespace, faults: namespace });

/** Every SOAP API that is served, by the letters of their addresses. */
export const soapApis: readonly SoapApi[] = [
  {
    letter: 'm',
    namespaces: alike(metadataNamespace),
    calls: metadataApi,
    typed: false,
    answersWithUsage: false,
    open: {},
  },
  data('u', 'partner', false),
  data('c', 'enterprise', true),
  {
    letter: 's',
    namespaces: alike('http://soap.sforce.com/2006/08/apex'),
    calls: apexCalls,
    typed: false,
    answersWithUsage: false,
    open: {},
  },
];
