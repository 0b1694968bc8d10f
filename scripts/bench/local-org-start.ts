/**
 * From the start of a program to its first good answer: the local org with its sample rows, and a server with one
 * route of the library that the local org is built on. Each figure is the median of five starts, the two taking turns.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, median } from './bench-row.ts';

const RUNS = 5;
const project = fileURLToPath(new URL('../..', import.meta.url));

const programs = {
  'local org': `import { sampleRecords } from './dist/context/sample.js';
    import { startLocalOrg } from './dist/local-org/index.js';
    const org = await startLocalOrg({ seed: sampleRecords() });
    process.stdout.write(org.url + '/services/data\\n');`,
  'bare server': `import fastify from 'fastify';
    const app = fastify();
    app.get('/services/data', () => []);
    process.stdout.write((await app.listen({ port: 0 })) + '/services/data\\n');`,
} as const;

type Program = keyof typeof programs;

export async function run(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-bench-start-'));
  try {
    await build(folder);
    const seen: Record<Program, number[]> = { 'local org': [], 'bare server': [] };
    for (let turn = 0; turn <= RUNS; turn++) {
      for (const name of Object.keys(programs) as Program[]) {
        const milliseconds = await firstAnswer(join(folder, `${name}.mjs`));
        // The first start of each fills the machine's caches.
        if (turn > 0) seen[name].push(milliseconds);
      }
    }
    const [ours, bare] = [median(seen['local org']), median(seen['bare server'])];
    return [
      { what: 'first answer after start, bare server', figure: `${Math.round(bare)} ms` },
      {
        what: 'first answer after start, local org with sample rows',
        figure: `${Math.round(ours)} ms (aim 300 ms), ${(ours / bare).toFixed(2)} x bare server`,
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The program as it is published: compiled, beside the packages that it uses. */
async function build(folder: string): Promise<void> {
  for (const name of ['node_modules', 'config', 'package.json']) await symlink(join(project, name), join(folder, name));
  const args = ['-p', join(project, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')];
  const compiler = spawn(join(project, 'node_modules/.bin/tsc'), args, { stdio: 'inherit' });
  const [code] = await once(compiler, 'close');
  if (code !== 0) throw new Error(`tsc ended with ${code}`);
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, `${name}.mjs`), text);
}

async function firstAnswer(program: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { status } = await fetch(line.toString().trim());
    if (status !== 200) throw new Error(`${program} answered ${status}`);
    return performance.now() - began;
  } finally {
    child.kill();
    await ended;
  }
}
