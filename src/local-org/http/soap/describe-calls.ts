import { textsOf } from '../../engine/metadata/xml.ts';
import { isObject } from '../rest/route.ts';
import type { SoapValue } from './envelope.ts';
import { need, onObject, type SoapAsk, type SoapCalls, soapCall } from './soap-call.ts';
import { viaRest } from './via-rest.ts';

/** Calls that tell what there is in the org. */
export const describeCalls: SoapCalls = {
  describeGlobal: soapCall('sforce_api_calls_describeglobal', ({ entry }) =>
    soapValue(entry.session.describeGlobal(entry.apiVersion)),
  ),
  describeSObject: soapCall('sforce_api_calls_describesobject', (ask) => described(ask, need(ask.body, 'sObjectType'))),
  describeSObjects: soapCall('sforce_api_calls_describesobjects', (ask) =>
    textsOf(ask.body, 'sObjectType').map((name) => described(ask, name)),
  ),
  describeLayout: soapCall(
    'sforce_api_calls_describelayout',
    (ask) => {
      const object = need(ask.body, 'sObjectType');
      return soapValue(onObject(object, () => viaRest(ask, `sobjects/${object}/describe/layouts`)));
    },
    'one layout for all record types',
  ),
  describeTabs: soapCall(
    'sforce_api_calls_describetabs',
    (ask) => {
      const tabs = soapValue(viaRest(ask, 'tabs'));
      return [{ label: 'All Tabs', logoUrl: '', namespace: '', selected: true, tabs }];
    },
    'tabs of objects, in one set; without colours and icons',
  ),
  describeTheme: soapCall(
    'sforce_api_calls_describetheme',
    (ask) => soapValue(viaRest(ask, 'theme')),
    'names only, without colours and icons',
  ),
};

function described({ entry }: SoapAsk, name: string): SoapValue {
  return soapValue(onObject(name, () => entry.session.describe(name, entry.apiVersion)));
}

/** What REST gives and SOAP does not. */
const restOnly: ReadonlySet<string> = new Set(['urls', 'attributes']);

/** A description in the form of SOAP: the same names, without addresses and without what has no value. */
export function soapValue(value: unknown): SoapValue {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map(soapValue);
  if (!isObject(value)) return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
  const kept = Object.entries(value).filter(([name]) => !restOnly.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, soapValue(inner)]));
}
