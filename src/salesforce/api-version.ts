import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Mistake } from '../base/errors.ts';
import type { MeteredHttp } from './metered-http.ts';
import { isBrokenOff } from './refusals.ts';

const versionsShape = z.array(z.object({ version: z.string().regex(/^\d+\.0$/) })).min(1);

/** Asks, without a login and with little patience, who is at the address: the list of API versions is the cheapest of all questions. */
export async function newestVersion(http: MeteredHttp, instanceUrl: string): Promise<string> {
  const { status, text } = await askForVersions(http, instanceUrl);
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
          ? 'Try again in a few minutes; https://status.salesforce.com tells whether Salesforce is in trouble.'
          : "Check the address; it must be the org's own, as https://acme.my.salesforce.com",
      ],
      facts: { instanceUrl, status },
    });
  }
  return versions.data
    .map(({ version }) => version)
    .reduce((newest, one) => (Number(one) > Number(newest) ? one : newest));
}

/** Milliseconds before it is asked again where the line broke off, or whoever is there is in trouble. */
const SECOND_THOUGHTS = [250, 1000];

async function askForVersions(
  http: MeteredHttp,
  origin: string,
): Promise<{ readonly status: number; readonly text: string }> {
  for (let attempt = 0; ; attempt++) {
    const again = SECOND_THOUGHTS[attempt];
    try {
      const headers = { accept: 'application/json' };
      const asked = { origin, path: '/services/data', method: 'GET', headers, headersTimeout: 20_000 } as const;
      const { statusCode: status, body } = await http.dispatcher.request(asked);
      const text = await body.text();
      if (status < 500 || again === undefined) return { status, text };
    } catch (error) {
      if (!isBrokenOff(error) || again === undefined) throw error;
    }
    await pause(again);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
