// A local org kept in the folder named, in a process of its own; tells where it is, what memory it took when asked, and lives until its parent goes.
import { startLocalOrg } from '../../src/local-org/index.ts';

const org = await startLocalOrg({ folder: process.argv[2] ?? '', dailyApiRequests: 1_000_000 });
process.on('message', () => process.send?.({ mb: process.resourceUsage().maxRSS / 1024 }));
process.on('disconnect', () => void org.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ url: org.url, token: org.accessToken() })}\n`);
