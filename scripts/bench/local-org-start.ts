/**
 * From the start of a program to its first good answer: the local org as it is started by people and by tests, and a
 * server with one route of the library that the local org is built on. What the call of `startLocalOrg` takes of it
 * stands beside. Each figure is the median of five starts, the programs taking turns.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../bundle.ts';
import { type BenchRow, median } from './bench-row.ts';

const RUNS = 5;
const project = fileURLToPath(new URL('../..', import.meta.url));

/** The programs print where they answer, and how long they were at it after their modules were loaded. */
const localOrg = (options: string): string => `import module from 'node:module';
    module.enableCompileCache('./compiled');
    const { startLocalOrg } = await import('./dist/local-org/index.js');
    const { sampleRecords } = await import('./dist/context/sample.js');
    const began = performance.now();
    const org = await startLocalOrg(${options});
    process.stdout.write(org.url + '/services/data ' + (performance.now() - began) + '\\n');`;

const programs: Readonly<Record<string, string>> = {
  'bare server': `import fastify from 'fastify';
    const began = performance.now();
    const app = fastify();
    app.get('/services/data', () => []);
    const url = await app.listen({ port: 0 });
    process.stdout.write(url + '/services/data ' + (performance.now() - began) + '\\n');`,
  'local org in memory': localOrg('{}'),
  'local org in memory with sample rows': localOrg('{ seed: sampleRecords }'),
  'local org kept in a folder': localOrg(`{ folder: './kept', seed: sampleRecords }`),
};

interface Started {
  /** Milliseconds from the start of the process to its first answer. */
  readonly all: number;
  /** Milliseconds that the call took which starts the server. */
  readonly call: number;
}

export async function run(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-bench-start-'));
  try {
    await build(folder);
    const seen = new Map<string, Started[]>(Object.keys(programs).map((name) => [name, []]));
    for (let turn = 0; turn <= RUNS; turn++) {
      for (const [name, starts] of seen) {
        const started = await firstAnswer(folder, `${name}.mjs`);
        // The first start of each fills the machine's caches, and makes the org that is kept.
        if (turn > 0) starts.push(started);
      }
    }
    const figures = [...seen].map(([name, starts]) => ({
      name,
      all: median(starts.map(({ all }) => all)),
      call: median(starts.map(({ call }) => call)),
    }));
    const bare = figures[0]!.all;
    return figures.map(({ name, all, call }) => ({
      what: `first answer after start, ${name}`,
      figure:
        name === 'bare server'
          ? `${Math.round(all)} ms`
          : `${Math.round(all)} ms, ${Math.round(call)} ms of them the call (aim 300 ms), ${(all / bare).toFixed(2)} x bare server`,
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The programs beside the code as it is published, bundled, and the packages that it uses. */
async function build(folder: string): Promise<void> {
  for (const name of ['node_modules', 'config', 'package.json']) await symlink(join(project, name), join(folder, name));
  const parts = ['local-org/index', 'context/sample'];
  await bundle(
    Object.fromEntries(parts.map((name) => [name, join(project, 'src', `${name}.ts`)])),
    join(folder, 'dist'),
  );
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, `${name}.mjs`), text);
}

async function firstAnswer(folder: string, program: string): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, [program], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [url = '', call = ''] = line.toString().trim().split(' ');
    const { status } = await fetch(url);
    if (status !== 200) throw new Error(`${program} answered ${status}`);
    return { all: performance.now() - began, call: Number(call) };
  } finally {
    child.kill();
    await ended;
  }
}
