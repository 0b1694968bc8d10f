import { startLocalOrg } from '../../../src/local-org/index.ts';

/** Serves the folder it is given, and makes a second org; tells its parent where and how to write into both. */
const server = await startLocalOrg({ folder: process.argv[2]! });
const other = server.orgs.find('Other') ?? server.orgs.create({ name: 'Other' });
process.send?.({ url: server.url, tokens: [server.accessToken(), other.accessToken()] });
