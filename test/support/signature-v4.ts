import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const authorization =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

export type Signature =
  | { readonly status: 'right'; readonly region: string }
  | { readonly status: 'absent' }
  | { readonly status: 'wrong' };

/**
 * Works out the signature of a request anew, from its raw path and query.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function checkSignature({ method, url = '', headers }: IncomingMessage, secret: string): Signature {
  const [, , day, region, names, given] = authorization.exec(headers.authorization ?? '') ?? [];
  if (day === undefined || region === undefined || names === undefined || given === undefined)
    return { status: 'absent' };
  const [path, query = ''] = url.split('?');
  const canonicalHeaders = names
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`);
  const canonicalQuery = query.split('&').map((pair) => (pair.includes('=') || pair === '' ? pair : `${pair}=`));
  const canonical = [
    method,
    path,
    canonicalQuery.sort().join('&'),
    canonicalHeaders.join(''),
    names,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const right = timingSafeEqual(hmac(key, text), Buffer.from(given, 'hex'));
  return right ? { status: 'right', region } : { status: 'wrong' };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
