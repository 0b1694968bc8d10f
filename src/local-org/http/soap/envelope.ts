import { parseXml } from '../../engine/metadata/parse-xml.ts';
import { nodesOf, textOf, type Xml } from '../../engine/metadata/xml.ts';
import { xmlOnOneLine } from '../../engine/xml-library.ts';
import { setZipAside } from './zip-file.ts';

/** A SOAP call as it came: what is wanted, with what, and in whose session. */
export interface SoapRequest {
  readonly operation: string;
  readonly body: Xml;
  /** The headers of the envelope: `SessionHeader`, `QueryOptions`, `AllOrNoneHeader` … */
  readonly header: Xml;
  readonly token: string | undefined;
}

/** `undefined` for well-formed XML that is no SOAP call. Throws XmlTrouble for anything else. */
export function readEnvelope(text: string): SoapRequest | undefined {
  const { rest, zip } = setZipAside(text);
  const { root, content } = parseXml(rest);
  const operation = Object.entries(nodesOf(content, 'Body')[0] ?? {}).find(([name]) => name !== '@type');
  if (root !== 'Envelope' || operation === undefined) return undefined;
  const [name, [body]] = operation as [string, Xml[string]];
  const header = nodesOf(content, 'Header')[0] ?? {};
  const session = nodesOf(header, 'SessionHeader')[0];
  return {
    operation: name,
    body: {
      ...(body === undefined || typeof body === 'string' ? {} : body),
      ...(zip === undefined ? {} : { ZipFile: [zip] }),
    },
    header,
    token: session && textOf(session, 'sessionId')?.trim(),
  };
}

/** What an answer may hold: `null` is nil, a list repeats its element, `undefined` is left out. */
export type SoapValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly SoapValue[]
  | { readonly [name: string]: SoapValue };

/** What an API calls its elements, its records and its faults. */
export interface Namespaces {
  readonly api: string;
  /** Of the prefix `sf:` in results. */
  readonly records: string;
  /** Of the prefix `sf:` in faults. */
  readonly faults: string;
}

/**
 * The answer to a call. Clients find the envelope by its prefix, one of them by `soapenv:` to the letter,
 * and the result by its name without one.
 */
export function resultEnvelope(
  { api, records }: Namespaces,
  operation: string,
  result: SoapValue,
  header?: SoapValue,
): string {
  const response = { [`${operation}Response`]: result === undefined ? '' : { result: plain(result) } };
  return envelope(api, records, response, header);
}

/** Why a call failed, as a fault says it. */
export interface Fault {
  /** `sf:INVALID_SESSION_ID`, or `soapenv:Client` for what is no call at all. */
  readonly code: string;
  readonly message: string;
  readonly detail?: SoapValue;
}

/** The answer to a call that failed. */
export function faultEnvelope({ api, faults }: Namespaces, { code, message, detail }: Fault): string {
  const more = detail === undefined ? {} : { detail: plain(detail) };
  return envelope(api, faults, { 'soapenv:Fault': { faultcode: code, faultstring: legal(message), ...more } });
}

function envelope(api: string, sf: string, body: Readonly<Record<string, unknown>>, header?: SoapValue): string {
  return xmlOnOneLine({
    'soapenv:Envelope': {
      $: {
        'xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
        'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xmlns:sf': sf,
        xmlns: api,
      },
      ...(header === undefined ? {} : { 'soapenv:Header': plain(header) }),
      'soapenv:Body': body,
    },
  });
}

/** A value in the form that the printer takes; `@type` becomes `xsi:type`. */
function plain(value: SoapValue): unknown {
  if (value === null) return { $: { 'xsi:nil': 'true' } };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object') return legal(String(value));
  const { '@type': type, '@text': text, ...rest } = value as { readonly [name: string]: SoapValue };
  const children = Object.entries(rest).filter(([, child]) => child !== undefined);
  return {
    ...(type === undefined ? {} : { $: { 'xsi:type': String(type) } }),
    ...(text === undefined ? {} : { _: legal(String(text)) }),
    ...Object.fromEntries(children.map(([name, child]) => [name, plain(child)])),
  };
}

/** XML 1.0 has no room for control characters, not even escaped. */
const legal = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
