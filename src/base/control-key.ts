import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostnameOf, isLoopback, isLoopbackAddress } from './loopback.ts';

/** The secret that a control API asks for, made when it is not there; for its owner's eyes only. */
export function ensureControlKey(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** What a request tells of where it comes from. */
interface Caller {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  /** Of the socket. */
  readonly address?: string | undefined;
}

/** Whether a request may use a control API: from this machine, under a name of this machine, and with the secret. */
export function mayControl(given: unknown, key: string, { host, origin, address }: Caller): boolean {
  // A browser names the page that asks: no page has any business here.
  if (typeof given !== 'string' || origin !== undefined) return false;
  if (!isLoopbackAddress(address ?? '')) return false;
  return isLoopback(hostnameOf(host ?? '')) && timingSafeEqual(digest(given), digest(key));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
