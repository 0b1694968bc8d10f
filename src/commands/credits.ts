import { number } from '../base/counted.ts';
import type { CreditReport } from '../credits/read-credits.ts';
import { defineCommand } from './command.ts';
import { showCredits } from './show-credits.ts';

export const credits = defineCommand({
  words: ['credits'],
  summary: 'Show what Salesforce API requests were spent on, what is left, and what the day will cost',
  description:
    "Reads the ledger: what each run and kind of call has spent, the last days, the caps of heap.config.yaml, and the org's own figure as an answer last told it. The forecast adds what hourly pulls and tonight's push have cost so far. Asks the org nothing unless told to.",
  examples: [
    { line: 'credits', does: 'Today, the last seven days, and the forecast' },
    { line: 'credits --refresh', does: "With the org's own figure of now, which costs one credit" },
  ],
  options: {
    days: {
      type: 'integer',
      describe: 'How many days to show, the present one included',
      default: 7,
      min: 1,
      max: 366,
    },
    refresh: { type: 'boolean', describe: "Ask for the org's own figure of now, which costs one credit" },
  },
  async run(context, { days, refresh }): Promise<CreditReport> {
    const { readCredits } = await import('../credits/read-credits.ts');
    // Signing in is one request, and its answer tells the figure.
    if (refresh) await context.org();
    return readCredits(context, { days });
  },
  show: showCredits,
  warnings: ({ caps, forecast }) => [
    ...(forecast.total > caps.perDay.of
      ? [
          `By midnight ${number(forecast.total)} requests would be spent, and credits.perDay is ${number(caps.perDay.of)}: what does not fit waits for the next window. Raise it, or pull fewer fields.`,
        ]
      : []),
    ...(caps.ofOrg !== undefined && forecast.toCome > caps.ofOrg.left
      ? [
          `${number(forecast.toCome)} requests are still to come today, and ${number(caps.ofOrg.left)} are left of what the org gives (${caps.ofOrg.percent} % of ${number(caps.ofOrg.allocation)}). See who uses it: Setup, API Usage Last 7 Days.`,
        ]
      : []),
  ],
});
