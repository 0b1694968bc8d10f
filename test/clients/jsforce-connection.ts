import { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/local-org/index.ts';

/** jsforce as its users open it, on a local org; the administrator's connection unless another user is named. */
export function jsforceOn(org: LocalOrg, username?: string): Connection {
  const connection = new Connection({ instanceUrl: org.url, accessToken: org.accessToken(username), version: '67.0' });
  connection.bulk2.pollInterval = 10;
  connection.bulk.pollInterval = 10;
  connection.metadata.pollInterval = 10;
  return connection;
}
