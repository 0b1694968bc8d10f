import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ConfigChoices, configText } from '../../src/config/config-text.ts';
import { checkConfig } from '../../src/config/load-settings.ts';
import { projectFolder } from '../support/project.ts';

const choices: ConfigChoices = {
  source: { connect: 's3://heap-rs3-acme' },
  join: { heap: 'email', salesforce: 'Email' },
  environment: 'main',
  org: 'heap-sync',
  admin: 'admin',
  heap: { appId: '2084764332', environment: 'production', region: 'eu' },
  metrics: [{ name: 'Sessions', level: 'account', event: 'session', measure: 'count', lookback: '7d' }],
  fields: { contact: ['Title', 'Owner.Name'], account: ['Tier__c'] },
};

test('a first configuration is read by our own parser, and says what was chosen', () => {
  const text = configText(choices);
  checkConfig('heap.config.yaml', text);
  expect(parse(text)).toMatchObject({
    source: choices.source,
    join: { contact: choices.join },
    environments: { main: { org: 'heap-sync', admin: 'admin', heap: choices.heap } },
    pull: choices.fields,
    metrics: choices.metrics,
  });
  expect(text.split('\n').filter((line) => line.length > 125)).toEqual([]);
});

test.each([
  ['a first configuration', configText(choices)],
  ['the example', readFileSync(join(projectFolder, 'config', 'heap.config.yaml'), 'utf8')],
])('what stands in %s as a comment holds once it is none', (_, text) => {
  const live = text.replaceAll(/^# (?:schedule|alerts):\n(?:# {3}.*\n)+/gm, (part) => part.replaceAll(/^# /gm, ''));
  checkConfig('heap.config.yaml', live);
  const { schedule, alerts } = parse(live);
  expect(schedule).toEqual({ pull: '0 * * * *', push: '0 0 * * *' });
  expect(alerts.to[0]).toEqual({ webhook: 'HEAP_ALERT_WEBHOOK' });
  expect(parse(text)).not.toHaveProperty('schedule');
});

test('parts that nobody chose are not there', () => {
  const text = configText({ ...choices, heap: undefined, metrics: [], fields: { contact: ['Title'], account: [] } });
  checkConfig('heap.config.yaml', text);
  expect(parse(text)).not.toHaveProperty('metrics');
  expect(parse(text).pull).toEqual({ contact: ['Title'] });
});

test('whatever a name is made of, it is read as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
      const metric = { ...choices.metrics[0]!, name, event: name };
      const read = parse(
        configText({ ...choices, org: name, join: { heap: name, salesforce: name }, metrics: [metric] }),
      );
      expect([read.environments.main.org, read.metrics[0].name, read.join.contact.heap]).toEqual([name, name, name]);
    }),
  );
  for (const word of ['true', 'no', 'null', '1', '1.5', '2026-01-01', '- a', 'a: b', '#a', '~', 'on'])
    expect(parse(configText({ ...choices, org: word })).environments.main.org).toBe(word);
});
