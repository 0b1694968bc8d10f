import { systemClock } from '../base/clock.ts';
import { ownVersion } from '../base/own-package.ts';
import { listenForInterrupts } from './interrupts.ts';
import { writeTo } from './output.ts';

/** Runs `heap-sf` with the arguments of this process, and tells the exit code. */
export async function runTerminal(): Promise<number> {
  const version = ownVersion();
  const { stdin, stdout, stderr, env, argv } = process;
  // Scripts ask for it, and need no command for that.
  if (argv[2] === '--version') {
    await writeTo(stdout, `${version}\n`);
    return 0;
  }
  const { COMMANDS } = await import('../commands/index.ts');
  const program = { name: 'heap-sf', version, commands: COMMANDS };
  const [first, ...others] = argv.slice(2);
  // Asked at every Tab, so that nothing is loaded but the table of commands.
  if (first === '--complete' || first === 'completion') {
    const { answerTab, printScript } = await import('./completion/answer-completion.ts');
    return (first === 'completion' ? printScript : answerTab)(program, others, { env, stdout, stderr });
  }
  const { runProgram } = await import('./yargs.ts');
  const { signal, insisted } = listenForInterrupts();
  return runProgram(program, argv.slice(2), {
    cwd: process.cwd(),
    env,
    stdin,
    stdout,
    stderr,
    clock: systemClock,
    signal,
    insisted,
    // Loaded when a command runs: help and mistakes answer at once.
    openContext: async (request) => (await import('../context.ts')).openContext(request),
  });
}
