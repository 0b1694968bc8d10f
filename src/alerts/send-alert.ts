import type { AlertChannel } from '../config/read-alerts.ts';
import type { Alert } from './alert.ts';
import { runCommand } from './channels/run-command.ts';
import { sendEmail } from './channels/send-email.ts';
import { sendWebhook } from './channels/send-webhook.ts';

/** How a person knows a channel: never by a secret. */
export function labelOf(channel: AlertChannel): string {
  if (channel.kind === 'webhook') return `webhook ${channel.url.variable}`;
  if (channel.kind === 'email') return `e-mail ${channel.to.join(', ')}`;
  return `command ${channel.argv[0]}`;
}

/** Whether an alert got to one channel. */
export type Sending = { readonly channel: string } & (
  | { readonly status: 'sent' }
  | { readonly status: 'failed'; readonly trouble: string }
);

/** Sends an alert by one channel; what goes wrong there is data, for no run may fail of it. */
export async function sendAlert(channel: AlertChannel, alert: Alert): Promise<Sending> {
  const label = labelOf(channel);
  try {
    if (channel.kind === 'webhook') await sendWebhook(channel.url, alert);
    else if (channel.kind === 'email') await sendEmail(channel, alert);
    else await runCommand(channel, alert);
    return { channel: label, status: 'sent' };
  } catch (error) {
    return { channel: label, status: 'failed', trouble: error instanceof Error ? error.message : String(error) };
  }
}
