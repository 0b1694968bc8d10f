import { Mistake, NamedError, Refusal, type Trouble } from '../../base/errors.ts';
import type { BucketPlace } from '../export.ts';

/** `s3://bucket/prefix`. */
export function placeOf({ bucket, prefix }: BucketPlace): string {
  return prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
}

interface Case {
  readonly trouble: Trouble;
  readonly says: (place: BucketPlace) => string;
  readonly action: string;
}

const signIn =
  'Sign in to AWS (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN).';
const noCredentials: Case = {
  trouble: 'signed-out',
  says: () => 'no AWS credentials were found',
  action: signIn,
};
const badKey: Case = { trouble: 'signed-out', says: () => 'the AWS credentials are refused', action: signIn };
const expired: Case = {
  trouble: 'signed-out',
  says: () => 'the AWS credentials have expired',
  action: 'Sign in to AWS again (aws sso login), and run the command again.',
};
const denied: Case = {
  trouble: 'permission',
  says: () => 'the signed-in AWS identity may not read it',
  action: 'Grant it s3:ListBucket on the bucket and s3:GetObject on what the bucket holds.',
};
const noBucket: Case = {
  trouble: 'source',
  says: ({ bucket }) => `there is no bucket "${bucket}"`,
  action: 'Correct source.connect in heap.config.yaml; names of buckets that Heap writes to begin with heap-rs3-.',
};
const region: Case = {
  trouble: 'config',
  says: ({ region: set }) => `the bucket is in another region${set === undefined ? '' : ` than ${set}`}`,
  action: 'Set source.region in heap.config.yaml to the region of the bucket.',
};
const busy: Case = {
  trouble: 'unreachable',
  says: () => 'the store asks for fewer requests, however often it was asked again',
  action: 'Run the command again later; what was read is kept.',
};
const silent: Case = {
  trouble: 'unreachable',
  says: ({ endpoint }) => `${endpoint ?? 'Amazon S3'} cannot be reached, or broke off`,
  action: 'Look at the network (and AWS_ENDPOINT_URL_S3), and run the command again; what was read is kept.',
};
const untrusted: Case = {
  trouble: 'unreachable',
  says: ({ endpoint }) => `no trusted TLS line to ${endpoint ?? 'Amazon S3'} can be had`,
  action:
    'If a proxy or store here has a certificate of its own, name its authority: NODE_EXTRA_CA_CERTS=FILE.pem; if the store speaks no TLS, AWS_ENDPOINT_URL_S3 begins with http://.',
};
const stranger: Case = {
  trouble: 'unreachable',
  says: ({ endpoint }) => `what answers for ${endpoint ?? 'Amazon S3'} does not speak S3`,
  action: 'Look for a proxy, gateway or sign-in page that answers in its place (and at AWS_ENDPOINT_URL_S3).',
};
const clock: Case = {
  trouble: 'refused',
  says: () => 'the clock of this machine is off by more than 15 minutes',
  action: 'Set the clock, and run the command again.',
};
const archived: Case = {
  trouble: 'source',
  says: () => 'the object was moved to an archive class',
  action: 'Restore it in S3, or ask Heap for a full resync of the table.',
};

/** What a refusal means, by its code: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const cases: Readonly<Record<string, Case>> = {
  CredentialsProviderError: noCredentials,
  InvalidAccessKeyId: badKey,
  SignatureDoesNotMatch: badKey,
  InvalidToken: badKey,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  TokenRefreshRequired: expired,
  AccessDenied: denied,
  AllAccessDisabled: denied,
  Forbidden: denied,
  NoSuchBucket: noBucket,
  InvalidBucketName: noBucket,
  PermanentRedirect: region,
  AuthorizationHeaderMalformed: region,
  IllegalLocationConstraintException: region,
  SlowDown: busy,
  ServiceUnavailable: busy,
  InternalError: silent,
  TimeoutError: silent,
  RequestTimeout: silent,
  RequestTimeTooSkewed: clock,
  InvalidObjectState: archived,
  // What the SDK calls an answer that it finds no code in.
  Error: stranger,
  Unknown: stranger,
  UnknownError: stranger,
};

/** Where the code says nothing, the HTTP status may. */
const byStatus: Readonly<Record<number, Case>> = { 301: region, 307: region, 401: badKey, 403: denied, 503: busy };

/**
 * What the SDK threw, as trouble with a next step. Its own error is not kept as the cause: it carries the request with
 * the signature.
 */
export function s3Trouble(error: unknown, place: BucketPlace, what: string): unknown {
  if (error instanceof NamedError || !(error instanceof Error)) return error;
  const code = codeOf(error) ?? '';
  const status = statusOf(error);
  const found = caseOf(error, code, status);
  const facts = { place: placeOf(place), what, code, ...(status === undefined ? {} : { status }) };
  if (found === undefined) {
    if (status === undefined) return error;
    return new Refusal({
      trouble: 'refused',
      code,
      message: `S3 refused ${what} with ${code} (HTTP ${status}).`,
      actions: ['Look the code up in the error list of Amazon S3.'],
      facts,
    });
  }
  const { trouble, says, action } = found;
  return new Mistake({ trouble, message: `${what} cannot be read: ${says(place)}.`, actions: [action], facts });
}

/** An answer without a code of S3 is known by its status; only what came over the line can be that of a stranger. */
function caseOf(error: Error, code: string, status: number | undefined): Case | undefined {
  const found = cases[code];
  if (found === stranger) {
    if (isOfNetwork(error)) return silent;
    if (isOfTls(error)) return untrusted;
    return status === undefined ? undefined : (byStatus[status] ?? stranger);
  }
  return found ?? (isOfNetwork(error) ? silent : byStatus[status ?? 0]);
}

/** The code that S3 or the SDK gave, as `NoSuchKey`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}

/** Node's names for connections that fail. */
const ofNetwork: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** True for a connection that failed or was cut, which is worth another try. */
export function isOfNetwork(error: unknown): boolean {
  return error instanceof Error && (('code' in error && ofNetwork.has(error.code)) || error.name === 'TimeoutError');
}

/** https://docs.openssl.org/master/man1/openssl-verification-options/, as Node names what they say. */
const ofTls = /^(EPROTO|ERR_TLS_|ERR_SSL_|CERT_|.*SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH)/;

function isOfTls(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && ofTls.test(error.code);
}

function statusOf(error: Error): number | undefined {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return typeof status === 'number' ? status : undefined;
}
