import type { Options } from './command-options.ts';

/** Understood by every command. The front end reads them before the command runs; what they say is in the settings. */
export const SHARED_OPTIONS = {
  'target-org': {
    type: 'string',
    short: 'o',
    describe: 'Salesforce org: an alias or username that sf knows, "local", or "env". Default: the local org',
  },
  environment: { type: 'string', short: 'e', describe: 'Environment of heap.config.yaml whose org to work on' },
  config: { type: 'string', short: 'c', describe: 'Path of heap.config.yaml. Default: searched from here upwards' },
  json: { type: 'boolean', describe: 'Print the result as JSON' },
} as const satisfies Options;
