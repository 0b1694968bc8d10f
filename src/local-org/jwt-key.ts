import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { JwtApp } from './http/oauth/jwt-apps.ts';

/** The client that may log in with the org's own key. */
export const jwtClientId = 'heap.local.jwt';

/** The private key that logs in any user of the org, made when it is not there. */
export function ensureJwtKey(file: string): string {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  return file;
}

/** The app of that key, once it has been made. */
export function jwtAppOf(file: string): readonly JwtApp[] {
  if (!existsSync(file)) return [];
  const publicKey = createPublicKey(readFileSync(file, 'utf8'));
  return [{ clientId: jwtClientId, certificate: String(publicKey.export({ type: 'spki', format: 'pem' })) }];
}
