import type { Command } from '../commands/command.ts';
import { asWritten, type ProgramWords } from './program-words.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a person should know although the command went well: of the environment, and of its result. */
export async function warningsOf(
  command: Command,
  result: unknown,
  env: Variables,
  say: ProgramWords = asWritten,
): Promise<readonly string[]> {
  return [...(await strangeVariables(env)), ...command.warnings(result).map(say)];
}

/** A word on each variable that looks like one of ours and is not. */
export async function strangeVariables(env: Variables): Promise<readonly string[]> {
  const { unknownVariables } = await import('../config/environment.ts');
  return unknownVariables(env);
}
