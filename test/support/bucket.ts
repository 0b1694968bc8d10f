import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, relative } from 'node:path';
import { checkSignature } from './signature-v4.ts';

/** One request as the store saw it: `GET sync_3/users/part-0.avro`, with the range that it asked for. */
export interface SeenRequest {
  readonly line: string;
  readonly range: string | undefined;
}

/** What the store does with a request: serve it, refuse it, or cut the connection after so many bytes of the body. */
export type Service =
  | 'serve'
  | { readonly status: number; readonly code: string; readonly headers?: Readonly<Record<string, string>> }
  | Cut;

/** So many bytes are sent; then, once this has come true, the connection ends. */
export interface Cut {
  readonly cutAfter: number;
  readonly once?: () => Promise<unknown>;
}

/** A bucket on this machine that speaks the reading half of S3's protocol, signatures and pages of lists included. */
export interface TestBucket {
  readonly name: string;
  readonly endpoint: string;
  /** Environment variables with which the SDK may read it. */
  readonly env: Readonly<Record<string, string>>;
  /** Requests since the last call of `forget`, in order. */
  readonly seen: readonly SeenRequest[];
  forget(): void;
  /** From now on each request is served as this says; `signedFor` is the region in its signature. */
  serve(how: (request: SeenRequest & { readonly signedFor: string }) => Service): void;
  put(key: string, content: Uint8Array | string): void;
  remove(key: string): void;
  /** Sends another last byte of this object than its ETag stands for, as a disk or a cable may. */
  spoil(key: string): void;
  /** Puts all files of a folder under the prefix. */
  putFolder(folder: string, prefix?: string): Promise<void>;
  close(): Promise<void>;
}

/** Keeps the SDK from all that this machine may have in the way of credentials, and from asking the network for some. */
export const noAws = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nowhere',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  AWS_PROFILE: '',
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_SESSION_TOKEN: '',
  AWS_REGION: '',
};

const secret = 'the-secret-of-the-test-bucket';

export async function openBucket(name = 'heap-rs3-test'): Promise<TestBucket> {
  const objects = new Map<string, Buffer>();
  const spoilt = new Map<string, Buffer>();
  const seen: SeenRequest[] = [];
  let service: Parameters<TestBucket['serve']>[0] = () => 'serve';
  // A store keeps connections longer than a client pauses; Node would end them as the last of its attempts begins.
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const asked = readRequest(request);
    seen.push(asked.seen);
    const signature = checkSignature(request, secret);
    if (signature.status === 'absent') return refuse(response, denied);
    if (signature.status === 'wrong') return refuse(response, { status: 403, code: 'SignatureDoesNotMatch' });
    const how = service({ ...asked.seen, signedFor: signature.region });
    if (typeof how === 'object' && 'status' in how) return refuse(response, how);
    if (asked.bucket !== name) return refuse(response, { status: 404, code: 'NoSuchBucket' });
    if (asked.list !== undefined) return sendList(response, name, objects, asked.list);
    return sendObject(request, response, {
      content: objects.get(asked.key),
      sent: spoilt.get(asked.key) ?? objects.get(asked.key),
      cut: how === 'serve' ? undefined : how,
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const put: TestBucket['put'] = (key, content) => void objects.set(key, Buffer.from(content));
  return {
    name,
    endpoint,
    env: {
      ...noAws,
      AWS_ACCESS_KEY_ID: 'AKIDTEST',
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: endpoint,
    },
    seen,
    forget: () => void seen.splice(0),
    serve(how) {
      service = how;
    },
    put,
    remove: (key) => void objects.delete(key),
    spoil(key) {
      const content = Buffer.from(objects.get(key)!);
      content[content.length - 1]! ^= 1;
      spoilt.set(key, content);
    },
    async putFolder(folder, prefix = '') {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      for (const entry of entries.filter((one) => one.isFile())) {
        const file = join(entry.parentPath, entry.name);
        put(`${prefix}${relative(folder, file)}`, await readFile(file));
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Asked {
  readonly seen: SeenRequest;
  readonly bucket: string;
  readonly key: string;
  readonly list: URLSearchParams | undefined;
}

function readRequest({ method, url = '', headers }: IncomingMessage): Asked {
  const { pathname, searchParams } = new URL(url, 'http://store');
  const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/');
  const key = rest.join('/');
  const list = searchParams.get('list-type') === '2' ? searchParams : undefined;
  const line = list === undefined ? `${method} ${key}` : `LIST ${list.get('prefix')}`;
  return { seen: { line, range: headers.range }, bucket, key, list };
}

/** When all of it was written there. */
const WRITTEN = '2026-06-30T08:00:00.000Z';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
function sendList(
  response: ServerResponse,
  name: string,
  objects: ReadonlyMap<string, Buffer>,
  query: URLSearchParams,
): void {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString();
  const isBelow = (key: string) => delimiter !== '' && key.slice(prefix.length).includes(delimiter);
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && !isBelow(key) && key > after).sort();
  const page = keys.slice(0, 1000);
  const more = keys.length > page.length;
  const token = more
    ? `<NextContinuationToken>${Buffer.from(page.at(-1)!).toString('base64')}</NextContinuationToken>`
    : '';
  const contents = page.map((key) => {
    const content = objects.get(key)!;
    return `<Contents><Key>${key}</Key><ETag>&quot;${md5(content)}&quot;</ETag><LastModified>${WRITTEN}</LastModified><Size>${content.length}</Size></Contents>`;
  });
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${name}</Name><IsTruncated>${more}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`,
  );
}

interface ObjectSent {
  readonly content: Buffer | undefined;
  readonly sent: Buffer | undefined;
  readonly cut: Cut | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function sendObject(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { content, sent = content, cut }: ObjectSent,
) {
  if (content === undefined || sent === undefined) return refuse(response, { status: 404, code: 'NoSuchKey' });
  const etag = `"${md5(content)}"`;
  const match = headers['if-match'];
  if (match !== undefined && match !== etag) return refuse(response, { status: 412, code: 'PreconditionFailed' });
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  if (from !== undefined && start >= content.length) return refuse(response, { status: 416, code: 'InvalidRange' });
  const body = sent.subarray(start, to ? Number(to) + 1 : undefined);
  response.writeHead(from === undefined ? 200 : 206, {
    etag,
    'content-length': body.length,
    ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${start + body.length - 1}/${content.length}` }),
  });
  if (cut === undefined || cut.cutAfter >= body.length) response.end(body);
  else {
    response.write(body.subarray(0, cut.cutAfter), () => {
      void (cut.once?.() ?? Promise.resolve()).then(() => response.socket?.end());
    });
  }
}

const denied = { status: 403, code: 'AccessDenied' };

function refuse(response: ServerResponse, how: Exclude<Service, 'serve' | Cut>): void {
  response.writeHead(how.status, { 'content-type': 'application/xml', ...how.headers });
  response.end(`<?xml version="1.0"?><Error><Code>${how.code}</Code><Message>${how.code}.</Message></Error>`);
}

function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('hex');
}
