import type { LocalOrg } from '../../../src/local-org/index.ts';

export interface AsyncReply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** The text of the first element of this name. */
  element(name: string): string | undefined;
}

export type AsyncCall = (
  method: string,
  path: string,
  body?: string,
  contentType?: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<AsyncReply>;

/** Talks to Bulk API 1.0 of a local org as one user. */
export function asyncCaller(org: LocalOrg, username = 'admin@heap.local'): AsyncCall {
  return async (method, path, body, contentType = 'application/xml', headers = {}) => {
    const response = await fetch(`${org.url}/services/async/67.0/${path}`, {
      method,
      headers: { 'X-SFDC-Session': org.accessToken(username), 'content-type': contentType, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text,
      element: (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1],
    };
  };
}

export const jobXml = (fields: Readonly<Record<string, string>>): string => {
  const elements = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?><jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">${elements.join('')}</jobInfo>`;
};
