// One whole night by the client named; prints how many rows the org accepted.
const [client, instanceUrl = '', events = '', before = '', folder = ''] = process.argv.slice(2);

export interface NightRequest {
  readonly instanceUrl: string;
  readonly accessToken: string;
  /** The events as Parquet. */
  readonly events: string;
  /** What is known of the night before. */
  readonly before: string;
  /** State folder of this night. */
  readonly folder: string;
}

const CLIENTS: Readonly<Record<string, () => Promise<(request: NightRequest) => Promise<number>>>> = {
  ours: async () => (await import('./night-ours.ts')).nightOurs,
  hand: async () => (await import('./night-by-hand.ts')).nightByHand,
  plain: async () => (await import('./night-plain.ts')).nightPlain,
};

const night = CLIENTS[client ?? ''];
if (night === undefined) throw new Error(`There is no client ${client}.`);
// By the environment, since other users of the machine can read the arguments of a process.
const accessToken = process.env['SF_ACCESS_TOKEN'] ?? '';
const accepted = await (await night())({ instanceUrl, accessToken, events, before, folder });
process.stdout.write(`${JSON.stringify({ accepted })}\n`);
