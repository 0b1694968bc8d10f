import type { NamedSecret } from '../../config/read-alerts.ts';
import { type Alert, factsOf, titleOf } from '../alert.ts';

/** Longest texts of a header and of a section: https://docs.slack.dev/reference/block-kit/blocks */
const [HEADER, SECTION] = [150, 3000];

/** Posts an alert as Slack takes it, through the proxy of HTTPS_PROXY and NO_PROXY where there is one: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export async function sendWebhook({ variable, value }: NamedSecret, alert: Alert): Promise<void> {
  if (value === undefined) throw new Error(`The environment variable ${variable} is not set`);
  const url = URL.parse(value.reveal());
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error(`${variable} holds no http(s) address`);
  const [{ fetch }, { dispatcherFor }] = await Promise.all([import('undici'), import('../../base/dispatcher-for.ts')]);
  const dispatcher = dispatcherFor(url.href);
  try {
    const answer = await fetch(url, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(alert)),
      // What is behind an address that somebody keeps secret is not told to another one.
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
    }).catch((error: unknown) => {
      throw new Error(`The webhook of ${variable} cannot be reached (${reasonOf(error)})`);
    });
    const said = (await answer.text().catch(() => '')).replace(/\s+/g, ' ').trim().slice(0, 100);
    if (!answer.ok)
      throw new Error(`The webhook of ${variable} answered ${answer.status}${said === '' ? '' : `: ${said}`}`);
  } finally {
    await dispatcher.destroy();
  }
}

function bodyOf(alert: Alert) {
  const title = titleOf(alert);
  return {
    text: `${title}: ${alert.message}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title.slice(0, HEADER) } },
      { type: 'section', text: { type: 'mrkdwn', text: escaped(alert.message).slice(0, SECTION) } },
      { type: 'context', elements: factsOf(alert).map((text) => ({ type: 'mrkdwn', text: escaped(text) })) },
    ],
  };
}

/** https://docs.slack.dev/messaging/formatting-message-text: these three alone mean something there. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Never the message of the error itself, which may hold the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name;
}
