import type { AlertChannel } from '../../config/read-alerts.ts';
import { type Alert, textOf, titleOf } from '../alert.ts';

type Email = Extract<AlertChannel, { kind: 'email' }>;

const PATIENCE = 15_000;

/** Sends an alert by SMTP. */
export async function sendEmail(
  { to, from, host, port, security, user, password }: Email,
  alert: Alert,
): Promise<void> {
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
    const said = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new Error(`${host}:${port} did not take the e-mail (${said.slice(0, 200)})`);
  } finally {
    transport.close();
  }
}
