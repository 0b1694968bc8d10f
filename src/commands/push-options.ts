import type { Context } from '../context.ts';
import type { PushRequest } from '../push/push-ground.ts';
import type { Options } from './command-options.ts';
import { CROSS_OPTION } from './cross-option.ts';

/** Options of the commands that send usage rows. */
export const SEND_OPTIONS = {
  'as-of': {
    type: 'string',
    describe: 'Date (the midnight that ends it, in the zone of the config) or moment. Default: now',
  },
  'when-busy': {
    type: 'string',
    describe: 'While another run holds the org: wait or refuse. Default: push.whenBusy of the config',
    choices: ['wait', 'refuse'],
  },
  'accept-shrink': {
    type: 'boolean',
    describe: 'Send although events, users or matches are less than half of the last time, or none',
  },
  ...CROSS_OPTION,
} as const satisfies Options;

/** All that a push needs of the context. */
export async function pushRequest(context: Context): Promise<PushRequest> {
  return {
    settings: context.settings,
    connect: () => context.org(),
    source: await context.export(),
    warehouse: await context.warehouse(),
    ledger: context.ledger,
    clock: context.clock,
    progress: context.progress,
  };
}
