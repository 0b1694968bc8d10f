import { z } from 'zod';
import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { SIGN_IN_NAMES } from './sign-in/sign-in-variables.ts';

const text = z.string().trim().min(1);

/** Every environment variable that we read, with what it does, beside those of a sign-in (sign-in/sign-in-variables.ts). */
export const ENVIRONMENT_VARIABLES = {
  HEAP_SF_CONFIG: { key: 'config', describe: 'Path of heap.config.yaml, as --config.', value: text },
  HEAP_SF_STATE: {
    key: 'state',
    describe: 'Folder for the local org, the ledger and snapshots. Default: .heap beside heap.config.yaml.',
    value: text,
  },
  HEAP_SF_TARGET_ORG: {
    key: 'targetOrg',
    describe: 'Salesforce org to work on, as --target-org: an alias or username that sf knows, "local", or "env".',
    value: text,
  },
  HEAP_SF_ENVIRONMENT: {
    key: 'environment',
    describe: 'Environment of heap.config.yaml to work on, as --environment.',
    value: text,
  },
  AWS_ENDPOINT_URL_S3: {
    key: 's3Endpoint',
    describe: "URL of a store that speaks S3 and is not Amazon's, for source.connect: s3://… in heap.config.yaml.",
    value: z.url({ protocol: /^https?$/ }),
  },
  HEAP_SF_HEAP_URL: {
    key: 'heapUrl',
    describe: "URL of a server that speaks Heap's API, instead of Heap's own.",
    value: z.url({ protocol: /^https?$/ }),
  },
  HEAP_SF_LOG: {
    key: 'log',
    describe: 'Write log lines (JSON, on standard error) from this level up: debug, info or warn.',
    value: z.enum(['debug', 'info', 'warn']),
  },
  NO_COLOR: { key: 'noColour', describe: 'Set to anything: no colours. See https://no-color.org.', value: text },
} as const;

type Variables = typeof ENVIRONMENT_VARIABLES;

/** What the environment says, each part only when it is set. */
export type Environment = {
  readonly [Name in keyof Variables as Variables[Name]['key']]?: z.infer<Variables[Name]['value']>;
};

/** Reads our variables; an empty one counts as unset, and an unknown `HEAP_SF_…` is a typing error. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const read: Record<string, unknown> = {};
  for (const [name, { key, describe, value }] of Object.entries(ENVIRONMENT_VARIABLES)) {
    const given = env[name];
    if (given === undefined || given.trim() === '') continue;
    const parsed = value.safeParse(given);
    if (!parsed.success) {
      throw new Mistake({
        trouble: 'misuse',
        message: `The environment variable ${name} is "${given}". ${describe}`,
        actions: [`Set it to another value, or unset ${name}.`],
        facts: { variable: name, value: given },
      });
    }
    read[key] = parsed.data;
  }
  return read;
}

/** A word for each variable that looks like ours and is not: `HEAP_SF_STAT`. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = [...Object.keys(ENVIRONMENT_VARIABLES), ...SIGN_IN_NAMES];
  return Object.keys(env)
    .filter((name) => name.startsWith('HEAP_SF_') && !name.startsWith('HEAP_SF_TEST_') && !known.includes(name))
    .map((name) => {
      const [near] = nearest(name, known, 1);
      return `The environment variable ${name} is not known${near === undefined ? '' : `; did you mean ${near}?`}`;
    });
}
