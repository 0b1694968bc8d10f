import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.ts';

const METRICS = 'metrics: [{ name: Sessions, level: account, event: session, measure: count, lookback: 7d }]\n';
const BOTH = `source: { connect: export }\npull: { contact: [Title] }\n${METRICS}`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heap-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string, env: Record<string, string> = {}) {
  writeFileSync(join(folder, 'heap.config.yaml'), `${BOTH}${text}\n`);
  return loadSettings({ cwd: folder, env, flags: {} });
}

function complaint(text: string): string {
  try {
    load(text);
  } catch (error) {
    return (error as Error).message.replace(`${folder}/heap.config.yaml:`, '');
  }
  throw new Error('nothing was thrown');
}

describe('schedule:', () => {
  test('pulls at the top of each hour and pushes at midnight of the window’s zone', () => {
    const { zone, patterns } = load('window: { zone: Europe/Berlin }').schedule;
    expect({ zone, patterns }).toEqual({
      zone: 'Europe/Berlin',
      patterns: { pull: '0 * * * *', push: '0 0 * * *' },
    });
  });

  test('may have patterns and a zone of its own, and switch a kind off', () => {
    const { zone, patterns } = load('schedule: { pull: off, push: "30 5 * * mon-fri", zone: Asia/Tokyo }').schedule;
    expect({ zone, patterns }).toEqual({ zone: 'Asia/Tokyo', patterns: { push: '30 5 * * mon-fri' } });
  });

  test.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['utc', 'UTC'],
    ['US/Pacific', 'US/Pacific'],
    ['EST5EDT', 'EST5EDT'],
  ])('takes the zone %s as systemd and Kubernetes know it', (written, zone) => {
    const settings = load(`window: { zone: ${written} }`);
    expect([settings.window.zone, settings.schedule.zone]).toEqual([zone, zone]);
  });

  test.each([
    ['push: "61 * * * *"', 'schedule.push "61 * * * *" is no cron pattern (Invalid value for minute: 61)'],
    ['push: "0 0 30 2 *"', 'schedule.push "0 0 30 2 *" never comes; look at its day and month'],
    ['push: "@daily"', 'schedule.push "@daily" is no cron pattern of five parts'],
    ['pull: "0 * * * * *"', 'schedule.pull "0 * * * * *" is no cron pattern of five parts'],
    ['pull: 12', 'schedule.pull must be a cron pattern, as "0 * * * *", or off, not 12'],
    ['zone: IST', 'schedule.zone "IST" is an abbreviation, which means several zones'],
    ['zone: Amerika/Los_Angeles', 'did you mean America/Los_Angeles?'],
    ['port: 70000', 'schedule.port must be at most 65535, not 70000'],
    ['grace: -1', 'schedule.grace must be 0 or more, not -1'],
    ['pul: off', '"pul" is not known in schedule; did you mean "pull"?'],
  ])('says what is wrong with %s', (line, said) => {
    expect(complaint(`schedule: { ${line} }`)).toContain(said);
  });
});

describe('alerts:', () => {
  test('take secrets from the environment, which are never shown', () => {
    const { alerts } = load('alerts: { to: [{ webhook: HOOK }], on: [failed] }', {
      HOOK: 'https://hooks.example/T0/B0',
    });
    const [channel] = alerts?.channels ?? [];
    expect(channel?.kind === 'webhook' && channel.url.value?.reveal()).toBe('https://hooks.example/T0/B0');
    expect(`${JSON.stringify(alerts)}${channel?.kind === 'webhook' ? channel.url.value : ''}`).not.toContain('hooks');
    expect([alerts?.late, alerts?.idleDays, [...(alerts?.on ?? [])]]).toEqual([60, undefined, ['failed']]);
  });

  test('know the usual ports of SMTP', () => {
    const mail = (more: string) => `{ email: { to: [a@b.example], from: h@b.example, host: mail.example${more} } }`;
    const { alerts } = load(`alerts: { to: [${mail('')}, ${mail(', security: tls')}] }`);
    expect(alerts?.channels.map((channel) => channel.kind === 'email' && channel.port)).toEqual([587, 465]);
  });

  const mail = (more: string) => `to: [{ email: { to: [a@b.example], from: h@b.example, host: mail.example${more} } }]`;
  test.each([
    ['to: [{ webhook: "https://hooks.example/T0" }]', 'must be the name of an environment variable'],
    ['to: []', 'alerts.to must hold at least one channel'],
    ['on: [failed]', 'alerts.to is missing'],
    ['to: [{ command: [notify] }], on: [sad]', 'must be failed, late, shrunken, idle or partly, not "sad"'],
    [mail(', user: heap'), 'alerts.to[1].email has user and no password; give both, or neither'],
    [mail(', user: heap, password: PW, security: none'), 'would send the password to mail.example in the clear'],
    [mail('').replace('a@b.example', 'nobody'), 'must be an e-mail address, not "nobody"'],
  ])('say what is wrong with %s', (line, said) => {
    expect(complaint(`alerts: { ${line} }`)).toContain(said);
  });
});
