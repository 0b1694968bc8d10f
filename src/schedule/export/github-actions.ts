import { basename } from 'node:path';
import type { Deployment, ExportFormat } from './deployment.ts';
import { shellWords } from './shell-words.ts';
import { FROM, triggerMinutes } from './trigger-minutes.ts';

/** A workflow: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export const githubActions: ExportFormat = {
  files: (deployment) => [{ path: '.github/workflows/heap-sf.yml', text: workflow(deployment) }],
  next: ({ variables }) => [
    `Commit the workflow beside heap.config.yaml, and set in Settings, Secrets and variables, Actions: ${variables.map(({ name }) => name).join(', ')}`,
    'Its cache holds the ledger and the last accepted values: keep the repository private.',
  ],
};

function workflow({ schedule, configFile, flags, version, variables }: Deployment): string {
  const line = shellWords([
    'npx',
    '--yes',
    '--package',
    `heap-salesforce@${version}`,
    ...['heap-sf', 'schedule', 'due', '--config', basename(configFile), ...flags],
  ]);
  const env = variables.map(({ name, secret }) => `      ${name}: \${{ ${secret ? 'secrets' : 'vars'}.${name} }}`);
  const { pull = 'off', push = 'off' } = schedule.patterns;
  return `# GitHub starts this by UTC, and often late: the program decides what is due (pull ${pull}, push ${push}, in ${schedule.zone}).
name: Heap and Salesforce
on:
  schedule:
    - cron: ${JSON.stringify(`${triggerMinutes(schedule, FROM)} * * * *`)}
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: heap-sf
  cancel-in-progress: false
jobs:
  due:
    runs-on: ubuntu-latest
    timeout-minutes: 300
    env:
      HEAP_SF_STATE: \${{ github.workspace }}/.heap
${env.join('\n')}
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      # What was done, and what the org has accepted: without it each run would send all once more.
      - uses: actions/cache/restore@v4
        with:
          path: .heap
          key: heap-sf-\${{ github.run_id }}-\${{ github.run_attempt }}
          restore-keys: heap-sf-
      - name: Run what is due
        run: ${JSON.stringify(line)}
      - uses: actions/cache/save@v4
        if: always()
        with:
          path: .heap
          key: heap-sf-\${{ github.run_id }}-\${{ github.run_attempt }}
`;
}
