import type { ContractOrg, Reply } from './contract-org.ts';

const namespaces = { m: 'http://soap.sforce.com/2006/04/metadata', u: 'urn:partner.soap.sforce.com' };

/** Calls one of the SOAP APIs, `m` for metadata or `u` for partners, with an access token as its session. */
export function soapCall(
  org: ContractOrg,
  api: keyof typeof namespaces,
  body: string,
  { token = org.token(), version = org.version, header = '' } = {},
): Promise<Reply> {
  const envelope = `<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespaces[api]}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader>${header}</e:Header>
  <e:Body>${body}</e:Body>
</e:Envelope>`;
  const headers = { 'content-type': 'text/xml;charset=UTF-8', SOAPAction: '""' };
  return org.call('POST', `/services/Soap/${api}/${version}`, envelope, { headers });
}

/** Status, and the code of the fault as clients find it. */
export const faulted = ({ status, text }: Reply): unknown => [
  status,
  /<faultcode>([a-zA-Z]+:\w+)<\/faultcode>/.exec(text)?.[1],
];

/** The text of the first element of this name. */
export const element = ({ text }: Reply, name: string): string | undefined =>
  new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(text)?.[1];
