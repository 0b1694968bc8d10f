import type { AlertChannel } from '../../config/read-alerts.ts';
import { type Alert, textOf, titleOf } from '../alert.ts';

type Email = Extract<AlertChannel, { kind: 'email' }>;

const PATIENCE = 15_000;

/** Sends an alert by SMTP. */
export async function sendEmail(channel: Email, alert: Alert): Promise<void> {
  const { to, from, host, port, security, user, password } = channel;
  if (password !== undefined && password.value === undefined) {
    throw new Error(`The environment variable ${password.variable} is not set`);
  }
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    // A server that offers no TLS gets neither the password nor the message.
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user !== undefined && password?.value !== undefined && { auth: { user, pass: password.value.reveal() } }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
  });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: titleOf(alert),
      text: textOf(alert),
      // So that nobody's holiday answers: https://www.rfc-editor.org/rfc/rfc3834
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    const said = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').replace(NODES_OWN, '');
    const advice = ADVICE.find(({ fits }) => fits(codesOf(error), channel))?.says(channel);
    throw new Error(
      `${host}:${port} did not take the e-mail (${said.slice(0, 200)})${advice === undefined ? '' : `; ${advice}`}`,
    );
  } finally {
    transport.close();
  }
}

/** An option of Node that nobody gives here, which newer ones propose. */
const NODES_OWN = /; if the root CA is installed locally.*$/;

/** What the transport says went wrong, and where; `code` is its own word, `originalCode` that of TLS or the system. */
interface Codes {
  readonly code: string;
  readonly originalCode: string;
  readonly command: string;
}

function codesOf(error: unknown): Codes {
  const of = (name: string) => String((error instanceof Error && Reflect.get(error, name)) || '');
  return { code: of('code'), originalCode: of('originalCode'), command: of('command') };
}

interface Advice {
  fits(codes: Codes, channel: Email): boolean;
  says(channel: Email): string;
}

/** Nothing that can be told here may lead anybody to send a password in the clear. */
const ADVICE: readonly Advice[] = [
  {
    fits: ({ originalCode }) => originalCode === 'ERR_TLS_CERT_ALTNAME_INVALID',
    says: () => 'give host: as the certificate of the server names it',
  },
  {
    fits: ({ originalCode }) => originalCode === 'CERT_HAS_EXPIRED',
    says: () => 'the certificate of the server has to be renewed',
  },
  {
    // https://nodejs.org/api/tls.html#x509-certificate-error-codes
    fits: ({ originalCode }) => /CERT|ISSUER|LEAF_SIGNATURE/.test(originalCode),
    says: () => 'where the certificate is of an authority of your own, have NODE_EXTRA_CA_CERTS name its PEM file',
  },
  {
    fits: ({ command }) => command === 'STARTTLS',
    says: ({ port }) => `nothing was sent, for ${port} offers no TLS; a port for security: tls is usually 465`,
  },
  {
    fits: ({ originalCode }, { security }) => security === 'tls' && originalCode.startsWith('ERR_SSL_'),
    says: ({ port }) =>
      `${port} does not begin with TLS; if it changes over to it, as 587 does, say security: starttls`,
  },
  {
    fits: ({ code, command }, { security }) => security === 'starttls' && code === 'ETIMEDOUT' && command === 'CONN',
    says: ({ port }) => `if ${port} begins with TLS, as 465 does, say security: tls`,
  },
];
