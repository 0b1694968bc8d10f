import { z } from 'zod';
import { Mistake } from '../base/errors.ts';
import { askAgain } from './ask-again.ts';
import type { MeteredHttp } from './metered-http.ts';
import { ruleFor } from './refusal-rules.ts';
import { isBrokenOff } from './refusals.ts';

const versionsShape = z.array(z.object({ version: z.string().regex(/^\d+\.0$/) })).min(1);

/** Asks, without a login and with little patience, who is at the address: the list of API versions is the cheapest of all questions. */
export async function newestVersion(http: MeteredHttp, instanceUrl: string): Promise<string> {
  const { status, text } = await askAgain(() => askForVersions(http, instanceUrl), {
    pauses: [250, 1000],
    isBusy: (answer) => answer.status >= 500,
    isPassing: isBrokenOff,
  });
  const versions = versionsShape.safeParse(status === 200 ? parsed(text) : undefined);
  if (!versions.success) {
    const isDown = status === 429 || status >= 500;
    throw new Mistake({
      trouble: 'unreachable',
      message: isDown
        ? `${instanceUrl} cannot answer now (HTTP ${status}).`
        : `${instanceUrl} answers (HTTP ${status}), but not as Salesforce does: it gives no list of API versions.`,
      actions: [
        isDown
          ? ruleFor('SERVER_UNAVAILABLE').action
          : "Check the address; it must be the org's own, as https://acme.my.salesforce.com",
      ],
      facts: { instanceUrl, status },
    });
  }
  return versions.data
    .map(({ version }) => version)
    .reduce((newest, one) => (Number(one) > Number(newest) ? one : newest));
}

async function askForVersions(
  { dispatcher }: MeteredHttp,
  origin: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const { statusCode, body } = await dispatcher.request({
    origin,
    path: '/services/data',
    method: 'GET',
    headers: { accept: 'application/json' },
    headersTimeout: 20_000,
  });
  return { status: statusCode, text: await body.text() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
