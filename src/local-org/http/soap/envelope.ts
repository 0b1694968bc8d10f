import { Builder } from 'xml2js';
import { nodesOf, parseXml, textOf, type Xml } from '../../engine/metadata/xml.ts';

/** A SOAP call as it came: what is wanted, with what, and in whose session. */
export interface SoapRequest {
  readonly operation: string;
  readonly body: Xml;
  readonly token: string | undefined;
}

/** `undefined` for well-formed XML that is no SOAP call. Throws XmlTrouble for anything else. */
export function readEnvelope(text: string): SoapRequest | undefined {
  const { root, content } = parseXml(text);
  const operation = Object.entries(nodesOf(content, 'Body')[0] ?? {}).find(([name]) => name !== '@type');
  if (root !== 'Envelope' || operation === undefined) return undefined;
  const [name, [body]] = operation as [string, Xml[string]];
  const session = nodesOf(nodesOf(content, 'Header')[0] ?? {}, 'SessionHeader')[0];
  return {
    operation: name,
    body: body === undefined || typeof body === 'string' ? {} : body,
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

/**
 * The answer to a call. Clients find the envelope by its prefix, one of them by `soapenv:` to the letter,
 * and the result by its name without one.
 */
export function resultEnvelope(namespace: string, operation: string, result: SoapValue): string {
  return envelope(namespace, { [`${operation}Response`]: result === undefined ? '' : { result: plain(result) } });
}

export interface Fault {
  /** `sf:INVALID_SESSION_ID`, or `soapenv:Client` for what is no call at all. */
  readonly code: string;
  readonly message: string;
}

export function faultEnvelope(namespace: string, { code, message }: Fault): string {
  return envelope(namespace, { 'soapenv:Fault': { faultcode: code, faultstring: legal(message) } });
}

const print = new Builder({ xmldec: { version: '1.0', encoding: 'UTF-8' }, renderOpts: { pretty: false } });

function envelope(namespace: string, body: Readonly<Record<string, unknown>>): string {
  return print.buildObject({
    'soapenv:Envelope': {
      $: {
        'xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
        'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xmlns:sf': namespace,
        xmlns: namespace,
      },
      'soapenv:Body': body,
    },
  });
}

/** A value in the form that the printer takes; `@type` becomes `xsi:type`. */
function plain(value: SoapValue): unknown {
  if (value === null) return { $: { 'xsi:nil': 'true' } };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object') return legal(String(value));
  const { '@type': type, ...rest } = value as { readonly [name: string]: SoapValue };
  const children = Object.entries(rest).filter(([, child]) => child !== undefined);
  return {
    ...(type === undefined ? {} : { $: { 'xsi:type': String(type) } }),
    ...Object.fromEntries(children.map(([name, child]) => [name, plain(child)])),
  };
}

/** XML 1.0 has no room for control characters, not even escaped. */
const legal = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
