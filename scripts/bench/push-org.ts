// A local org in a process of its own, with so many contacts and a field for each metric; tells where it is, and lives until its parent goes.
import { idOf, startLocalOrg } from '../../src/local-org/index.ts';

const rows = Number(process.argv[2]);
const metrics = Number(process.argv[3]);
const contacts = Array.from({ length: rows }, (_, n) => ({ Id: idOf('003', n + 1), LastName: `Contact ${n}` }));
const org = await startLocalOrg({ seed: { Contact: contacts }, dailyApiRequests: 1_000_000 });
process.stdout.write(`${JSON.stringify({ url: org.url, token: org.accessToken(), metrics })}\n`);
process.on('disconnect', () => void org.close().then(() => process.exit(0)));
