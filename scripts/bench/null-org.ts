// A null org in a process of its own: takes bulk uploads at line speed and answers plausible results, so that what a
// client takes is the client's own. All else (sign-in, describe, queries) a local org behind it answers. It checks
// what arrived. Tells where it is, and lives until its parent goes.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLocalOrg } from '../../src/local-org/index.ts';
import { fingerprint } from './fingerprint.ts';
import { NullJob, type Verdict } from './null-job.ts';

/** Rows that the org takes in a second; 0 for as fast as the line. */
const rowsPerSecond = Number(process.argv[2] ?? 0);
const verdict: Verdict = process.argv[3] === 'refuse' ? 'refuse' : 'accept';
const org = await startLocalOrg({ dailyApiRequests: 10_000_000 });
const jobs = new Map<string, NullJob>();

const server = createServer((asked, answer) => {
  const path = asked.url ?? '/';
  const [, id, what] = /^\/services\/data\/v[\d.]+\/jobs\/ingest\/?([^/?]*)\/?(\w*)/.exec(path) ?? [];
  if (id === undefined) return passOn(asked, answer);
  handle(asked, answer, id, what ?? '').catch((error: unknown) => answer.destroy(error as Error));
});
// SFDMU dies of a connection that is closed while it thinks.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, token: org.accessToken() })}\n`);
});

process.on('message', (message) => {
  if (message === 'forget') jobs.clear();
  else
    process.send?.(
      [...jobs.values()].map((job) => ({
        object: job.object,
        rows: job.rows,
        requests: job.requests,
        print: fingerprint(job.upload),
      })),
    );
});
process.on('disconnect', () => void org.close().then(() => process.exit(0)));

async function handle(asked: IncomingMessage, answer: ServerResponse, id: string, what: string): Promise<void> {
  const { method = 'GET' } = asked;
  if (method === 'POST') {
    const spec = JSON.parse(await bodyOf(asked)) as { object: string; operation: string; externalIdFieldName?: string };
    const job = new NullJob(`750${String(jobs.size + 1).padStart(12, '0')}AAA`, spec, { rowsPerSecond, verdict });
    jobs.set(job.id, job);
    return json(answer, 200, job.info());
  }
  const job = jobs.get(id);
  if (job === undefined) return json(answer, 404, [{ errorCode: 'NOT_FOUND', message: 'no such job' }]);
  job.requests += 1;
  if (method === 'PUT') {
    for await (const chunk of asked) job.take(chunk as Buffer);
    return void answer.writeHead(201).end();
  }
  if (method === 'PATCH') {
    await bodyOf(asked);
    job.close();
    // As the platform answers; SFDMU takes any other word for a failure.
    return json(answer, 200, { ...job.info(), state: 'UploadComplete' });
  }
  if (method === 'DELETE') return void answer.writeHead(204).end();
  if (what === '') return json(answer, 200, job.info());
  answer.writeHead(200, { 'content-type': 'text/csv' });
  for (const piece of job.results(what)) {
    if (!answer.write(piece)) await new Promise((resolve) => answer.once('drain', resolve));
  }
  answer.end();
}

function json(answer: ServerResponse, status: number, body: unknown): void {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(asked: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of asked) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Hands a request on to the local org, and its answer back. */
function passOn(asked: IncomingMessage, answer: ServerResponse): void {
  const { method, headers } = asked;
  const onward = request(`${org.url}${asked.url}`, { method: method ?? 'GET', headers }, (given) => {
    answer.writeHead(given.statusCode ?? 502, given.headers);
    given.pipe(answer);
  });
  onward.on('error', (error) => answer.destroy(error));
  asked.pipe(onward);
}
