import { startLocalOrg } from '../../../src/local-org/index.ts';

await startLocalOrg({ folder: process.argv[2] ?? '' });
process.send?.('started');
