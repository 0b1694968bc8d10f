// A local org in a process of its own, with so many contacts; tells where it is, and lives until its parent goes.
import { startLocalOrg } from '../../src/local-org/index.ts';
import { contactId } from './usage-rows.ts';

const rows = Number(process.argv[2]);
const contacts = Array.from({ length: rows }, (_, n) => ({ Id: contactId(n), LastName: `Contact ${n}` }));
const org = await startLocalOrg({ seed: { Contact: contacts }, dailyApiRequests: 1_000_000 });
process.stdout.write(`${JSON.stringify({ url: org.url, token: org.accessToken() })}\n`);
process.on('disconnect', () => void org.close().then(() => process.exit(0)));
