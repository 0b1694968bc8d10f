import { generateKeyPairSync, sign } from 'node:crypto';

export interface TestCertificate {
  /** PEM, both. */
  readonly key: string;
  readonly cert: string;
}

/** Kinds of DER. https://www.rfc-editor.org/rfc/rfc5280 */
const [BOOLEAN, INTEGER, BITS, OCTETS, OID, UTF8, TIME, SEQUENCE, SET] = [1, 2, 3, 4, 6, 12, 23, 0x30, 0x31];

/** A certificate of this machine that signs itself: for `127.0.0.1`, good from yesterday until tomorrow. */
export function makeCertificate(): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = der(SEQUENCE, der(OID, bytes('2a8648ce3d040302')));
  const commonName = der(SEQUENCE, der(OID, bytes('550403')), der(UTF8, Buffer.from('Test of mail')));
  const name = der(SEQUENCE, der(SET, commonName));
  const isAuthority = der(OCTETS, der(SEQUENCE, der(BOOLEAN, bytes('ff'))));
  // Of kind 7: an address, and not a name.
  const ownAddress = der(OCTETS, der(SEQUENCE, der(0x87, bytes('7f000001'))));
  const extensions = der(
    SEQUENCE,
    der(SEQUENCE, der(OID, bytes('551d13')), isAuthority),
    der(SEQUENCE, der(OID, bytes('551d11')), ownAddress),
  );
  const facts = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, bytes('02'))),
    der(INTEGER, bytes('01')),
    ecdsaWithSha256,
    name,
    der(SEQUENCE, der(TIME, day(-1)), der(TIME, day(1))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = der(BITS, bytes('00'), sign('sha256', facts, privateKey));
  const whole = der(SEQUENCE, facts, ecdsaWithSha256, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

function der(kind: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([kind, ...size]), content]);
}

/** So many days from now, as `260630120000Z`. */
function day(from: number): Buffer {
  const at = new Date(Date.now() + from * 86_400_000).toISOString();
  return Buffer.from(`${at.replaceAll(/\D/g, '').slice(2, 14)}Z`);
}
