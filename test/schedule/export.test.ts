import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { onCalendar } from '../../src/schedule/export/on-calendar.ts';
import { triggerMinutes } from '../../src/schedule/export/trigger-minutes.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';

const SECRET = 'https://hooks.example/T0/B0/very-secret';

let terminal: Terminal;
let folder: string;
beforeAll(async () => {
  terminal = await openTerminal({ HEAP_HOOK: SECRET });
  folder = await mkdtemp(join(tmpdir(), 'export desk-'));
  await writeFile(
    join(folder, 'heap.config.yaml'),
    `source: { connect: s3://acme-heap }
pull: { contact: [Title] }
metrics: [{ name: Sessions, level: account, event: session, measure: count, lookback: 7d }]
alerts: { to: [{ webhook: HEAP_HOOK }] }
`,
  );
});
afterAll(async () => {
  await terminal.remove();
  await rm(folder, { recursive: true, force: true });
});

async function exported(
  format: string,
  more: readonly string[] = [],
  out = join(folder, format),
): Promise<Readonly<Record<string, string>>> {
  const line = ['schedule', 'export', format, '--output-dir', out, '--json', ...more];
  const answer = await terminal.run(line, { cwd: folder });
  expect(answer.code, answer.stdout).toBe(0);
  expect(answer.stdout).not.toContain('very-secret');
  const files = answer.json<{ files: { path: string; text: string }[] }>().result.files;
  for (const { path, text } of files) expect(await readFile(join(out, path), 'utf8')).toBe(text);
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

test('a systemd timer has the zone of the schedule, and the service stands in no other program’s way', async () => {
  const files = await exported('systemd');
  expect(files['heap-sf-due.timer']).toContain('OnCalendar=*-*-* 00:00:00 America/Los_Angeles\n');
  expect(files['heap-sf-due.timer']).toContain('OnCalendar=*-*-* *:00:00 America/Los_Angeles\n');
  expect(files['heap-sf.service']).toMatch(
    /ExecStart=\S+ \S+cli\.ts schedule run --config "[^"]+desk-\w+\/heap\.config\.yaml"\n/,
  );
  expect(files['heap-sf.service']).toContain('ProtectSystem=strict\n');
});

test.each([
  ['30 5 * * mon-fri', ['Mon,Tue,Wed,Thu,Fri *-*-* 05:30:00 UTC']],
  ['*/20 8-10 1 1,7 *', ['*-01,07-01 08,09,10:00,20,40:00 UTC']],
  ['0 0 1 * 0', ['*-*-01 00:00:00 UTC', 'Sun *-*-* 00:00:00 UTC']],
])('the cron pattern %s means the same to systemd', (pattern, expected) => {
  expect(onCalendar(pattern, 'UTC')).toEqual(expected);
});

test.each([
  ['Africa/Cairo', '0 0 * * *', '0 * * * *'],
  ['America/Los_Angeles', '30 2 * * *', '0,30 * * * *'],
  ['America/Los_Angeles', '0 0 * * *', undefined],
  ['America/Los_Angeles', '0 * * * *', undefined],
])('where clocks in %s skip %s, no night is skipped with it', async (zone, pattern, hourly) => {
  const config = join(folder, 'skipping.yaml');
  await writeFile(
    config,
    `source: { connect: s3://acme-heap }
metrics: [{ name: Sessions, level: account, event: session, measure: count, lookback: 7d }]
schedule: { zone: ${zone}, push: "${pattern}" }
`,
  );
  const out = join(folder, 'skipping');
  const files = {
    ...(await exported('systemd', ['--config', config, '--force'], out)),
    ...(await exported('kubernetes', ['--config', config, '--force'], out)),
  };
  const timed = /^OnCalendar=.* (\S+)$/m.exec(files['heap-sf-due.timer'] ?? '');
  expect(timed?.[1]).toBe(hourly === undefined ? zone : 'UTC');
  const jobs = parseAllDocuments(files['heap-sf.yaml'] ?? '').map((one) => one.toJS());
  expect(jobs.at(-1).spec).toMatchObject(
    hourly === undefined ? { schedule: pattern, timeZone: zone } : { schedule: hourly, timeZone: 'Etc/UTC' },
  );
});

test('a crontab starts the program every hour, at the minutes of the zone', async () => {
  const { 'heap-sf.crontab': text = '' } = await exported('cron');
  const line = text.split('\n').find((one) => /^\d/.test(one)) ?? '';
  expect(line).toMatch(/^0 \* \* \* \* HEAP_SF_STATE=\S+ \S+ \S+ schedule due --config '.+heap\.config\.yaml' >> /);
  const from = new Date('2026-01-01T00:00:00Z');
  const schedule = { zone: 'Asia/Kolkata', patterns: { push: '0 0 * * *', pull: '10,40 * * * *' }, grace: 0, port: 0 };
  expect(triggerMinutes(schedule, from)).toBe('10,30,40');
});

test('a workflow of GitHub names secrets and holds none, and keeps the state from run to run', async () => {
  const text = (await exported('github-actions', ['--target-org', 'env']))['.github/workflows/heap-sf.yml'] ?? '';
  const { on, jobs, permissions } = parse(text);
  expect(on.schedule).toEqual([{ cron: '0 * * * *' }]);
  expect(permissions).toEqual({ contents: 'read' });
  expect(jobs.due.env).toMatchObject({
    HEAP_HOOK: `\${{ secrets.HEAP_HOOK }}`,
    HEAP_SF_JWT_KEY: `\${{ secrets.HEAP_SF_JWT_KEY }}`,
    AWS_REGION: `\${{ vars.AWS_REGION }}`,
  });
  const steps: readonly { run?: string; uses?: string; with?: { key?: string } }[] = jobs.due.steps;
  expect(steps.flatMap(({ run }) => run ?? [])).toEqual([
    'npx --yes --package heap-salesforce@0.1.0 heap-sf schedule due --config heap.config.yaml --target-org env',
  ]);
  const [restore, save] = steps.filter(({ uses }) => uses?.startsWith('actions/cache/'));
  expect(restore?.with?.key).toBe(save?.with?.key);
});

test('that a login of sf is not to be had elsewhere is told', async () => {
  const warned = async (format: string, org: string) => {
    const line = ['schedule', 'export', format, '--output-dir', join(folder, org), '--target-org', org, '--json'];
    return (await terminal.run(line, { cwd: folder })).json().warnings;
  };
  expect(await warned('kubernetes', 'acme')).toEqual([expect.stringContaining('--target-org env')]);
  expect([await warned('kubernetes', 'env'), await warned('systemd', 'acme')]).toEqual([[], []]);
});

test('CronJobs of Kubernetes have the zone, no rights and a file system that is read-only', async () => {
  const { 'heap-sf.yaml': text = '' } = await exported('kubernetes', ['--image', 'registry.example/heap-sf:1']);
  const documents = parseAllDocuments(text);
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  const objects = documents.map((one) => one.toJS());
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ConfigMap heap-sf',
    'PersistentVolumeClaim heap-sf',
    'CronJob heap-sf-pull',
    'CronJob heap-sf-push',
  ]);
  expect(objects[0].data['heap.config.yaml']).toBe(await readFile(join(folder, 'heap.config.yaml'), 'utf8'));
  const { spec } = objects[3];
  expect(spec).toMatchObject({ schedule: '0 0 * * *', timeZone: 'America/Los_Angeles', concurrencyPolicy: 'Forbid' });
  const pod = spec.jobTemplate.spec.template.spec;
  expect(pod.securityContext.runAsNonRoot).toBe(true);
  const [container] = pod.containers;
  expect(container.args).toEqual(['schedule', 'due', '--only', 'push']);
  expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
  // What is mounted is there.
  const volumes: readonly { name: string }[] = pod.volumes;
  const mounts: readonly { name: string }[] = container.volumeMounts;
  expect(mounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
});

test('a service of Docker Compose asks the program itself for its health', async () => {
  const { 'compose.yaml': text = '', 'heap-sf.env.example': env = '' } = await exported('docker-compose');
  const service = parse(text).services['heap-sf'];
  expect(service).toMatchObject({ read_only: true, user: '1000:1000', cap_drop: ['ALL'], stop_grace_period: '90s' });
  expect(service.healthcheck.test).toEqual(['CMD', 'heap-sf', 'schedule', 'health']);
  expect(env.match(/^\w+=.*$/gm)?.every((line) => line.endsWith('='))).toBe(true);
});

test('the image and what is exported for it speak of the same places', async () => {
  const dockerfile = await readFile(new URL('../../Dockerfile', import.meta.url), 'utf8');
  expect(dockerfile).toContain('HEAP_SF_CONFIG=/etc/heap-sf/heap.config.yaml');
  expect(dockerfile).toContain('VOLUME ["/var/lib/heap-sf"]');
  expect(dockerfile).toContain('CMD ["heap-sf", "schedule", "health"]');
  expect(dockerfile).toMatch(/^USER 1000:1000$/m);
});

test('a file that is there and says something else is left alone', async () => {
  await exported('cron');
  await writeFile(join(folder, 'cron', 'heap-sf.crontab'), 'mine\n');
  const line = ['schedule', 'export', 'cron', '--output-dir', join(folder, 'cron')];
  const refused = await terminal.run(line, { cwd: folder });
  expect([refused.code, refused.stderr]).toEqual([19, expect.stringContaining('says something else')]);
  expect(await readFile(join(folder, 'cron', 'heap-sf.crontab'), 'utf8')).toBe('mine\n');
  expect((await terminal.run([...line, '--force'], { cwd: folder })).code).toBe(0);
});

test('what a schedule cannot be exported for is told', async () => {
  const { code, stderr } = await terminal.run('schedule export kubernets', { cwd: folder });
  expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean kubernetes?')]);
});
