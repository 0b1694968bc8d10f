import { EXIT_CODES } from '../../src/frontends/exit-codes.ts';
import { type RefusalRule, rulesByCode } from '../../src/salesforce/refusal-rules.ts';
import { table } from './markdown.ts';

/** What each exit code means, and where to look first. */
const meanings: Readonly<Record<keyof typeof EXIT_CODES, readonly [meaning: string, firstStep: string]>> = {
  done: ['Done. Warnings, if any, stand on stderr.', ''],
  failed: [
    'A bug of ours, or a run that failed without a better name.',
    'Read the message; `runs show` has what was done.',
  ],
  misuse: ['The words or options of the command are off.', '`--help` of the command.'],
  config: ['`heap.config.yaml` cannot be read or does not hold together.', 'The message names line and column.'],
  'unknown-name': ['A metric, field, run or event of that name is not there.', 'The message lists near names.'],
  definition: ["A name or figure breaks a rule of Salesforce's or Heap's.", 'Change it in the file.'],
  source: [
    'A file of the export is missing, cut short or of another kind.',
    'Copy it again; see where the data comes from.',
  ],
  unreachable: ['Nobody answers at that address, or not now.', 'Network, proxy, and https://status.salesforce.com.'],
  'signed-out': ['The login or token is refused.', 'Sign in again: `sf org login web --alias …`.'],
  permission: ['The signed-in user may not do this.', '`heap-sf setup --admin-org ALIAS` assigns what is missing.'],
  limit: [
    'A cap of ours, or an allocation of the org, would be passed.',
    '`heap-sf credits`; raise `credits` or wait.',
  ],
  refused: ['The other side said no for a reason of its own.', 'Its code is in the message: see below.'],
  clash: ['Something of that name exists and is not ours.', 'Rename the metric, or remove what is there.'],
  busy: ['Another run holds what this one needs.', 'Wait, or `--when-busy wait`.'],
  partly: ['Done in part: some rows, fields or metrics were left out, each named.', '`usage rejected`, `runs show`.'],
  running: ['The work goes on in the org, and was not waited for.', 'Run the command again: it asks the job.'],
  interrupted: ['Ctrl-C. What was done is kept.', 'Run it again; it goes on from there.'],
};

const advice: Readonly<Record<RefusalRule['advice'], string>> = {
  'retry-now': 'tried again, with pauses',
  'retry-row': 'the row is tried again alone',
  wait: 'the run stops and keeps what it has',
  'sign-in': 'one new token, then the run stops',
  'give-up': 'the row or run ends; nothing is repeated',
};

/** Exit codes, and Salesforce's error codes with what we do about each and what a person can. */
export function errorsPage(): string {
  return `# Errors

Made by \`node scripts/make-reference.ts\` from the tables that decide. What an error means is decided by code and status alone, never by the words of a message.
With \`--json\` an error is \`{ status, name, message, exitCode, actions, data }\`, where \`actions\` are the next steps. Symptoms and their causes: [troubleshooting](../troubleshooting.md).

## Exit codes

${table(
  ['code', 'name', 'meaning', 'first step'],
  Object.entries(meanings)
    .map(([name, [meaning, step]]) => ({ name, meaning, step, code: EXIT_CODES[name as keyof typeof EXIT_CODES] }))
    .sort((a, b) => a.code - b.code)
    .map(({ code, name, meaning, step }) => [String(code), name, meaning, step]),
)}

## Salesforce's codes

${table(
  ['code', 'what we do', 'exit code', 'what a person can do'],
  Object.entries(rulesByCode).map(([code, rule]) => [
    `\`${code}\``,
    advice[rule.advice],
    String(EXIT_CODES[rule.trouble]),
    rule.action,
  ]),
)}

A refused row does not end a push: the others go, and \`usage rejected\` keeps the row with the values that were sent.
`;
}
