/**
 * What a command takes before it begins: whole processes, compiled as they are published, beside an empty Node and `sf`.
 * Turns are taken, medians told; the first turn, which fills the caches of compiled code, does not count.
 */
import { makeSfHome } from '../../test/support/sf-home.ts';
import { type BenchRow, median } from './bench-row.ts';
import { type Taken, timedProcess } from './timed-process.ts';

const RUNS = 7;

const PROGRAMS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  'node -e 0': ['node', '-e', '0'],
  'heap-sf --version': ['node', 'dist/cli.js', '--version'],
  'heap-sf --help': ['node', 'dist/cli.js', '--help'],
  'heap-sf usage push --help': ['node', 'dist/cli.js', 'usage', 'push', '--help'],
  'heap-sf runs list': ['node', 'dist/cli.js', 'runs', 'list'],
  'sf --version': ['sf', '--version'],
  'sf data query --help': ['sf', 'data', 'query', '--help'],
};

/** CPU seconds; help and version may take so much. */
const AIM = 0.2;

/** Runs the benchmark; takes about a minute. */
export async function run(): Promise<readonly BenchRow[]> {
  const home = await makeSfHome();
  const ground = { cwd: process.cwd(), env: { ...home.env, HEAP_SF_STATE: `${home.folder}/state` } };
  const figures = new Map<string, Taken[]>(Object.keys(PROGRAMS).map((name) => [name, []]));
  try {
    await timedProcess('node', ['scripts/build.ts'], ground);
    for (let turn = 0; turn <= RUNS; turn++) {
      for (const [name, [program, ...args]] of Object.entries(PROGRAMS)) {
        const taken = await timedProcess(program, args, ground);
        if (turn > 0) figures.get(name)!.push(taken);
      }
    }
  } finally {
    await home.remove();
  }
  const of = (name: string, key: 'seconds' | 'cpuSeconds') => median((figures.get(name) ?? []).map((one) => one[key]));
  return Object.keys(PROGRAMS).map((name) => {
    const cpu = of(name, 'cpuSeconds');
    const against = (other: string) => `${(cpu / of(other, 'cpuSeconds')).toFixed(2)} × ${other}`;
    return {
      what: name,
      figure: [
        `${cpu.toFixed(2)} s of CPU (${of(name, 'seconds').toFixed(2)} s)`,
        ...(name.startsWith('heap-sf') ? [against('node -e 0'), against('sf --version')] : []),
        ...(name.startsWith('heap-sf') && /--(?:help|version)$/.test(name) ? [`(aim: under ${AIM} s)`] : []),
      ].join(', '),
    };
  });
}
