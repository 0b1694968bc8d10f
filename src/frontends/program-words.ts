import type { Command } from '../commands/command.ts';

/** Puts the commands that a text names into the words that work where it is read. */
export type ProgramWords = (text: string) => string;

export const asWritten: ProgramWords = (text) => text;

/**
 * Texts name commands as `heap-sf runs list`; who has the plugin alone must type `sf heap runs list`. Both are of one
 * length, so that what was wrapped and aligned stays so.
 */
export function sfWords(commands: readonly Command[]): ProgramWords {
  const first = new Set(commands.map(({ words }) => words[0]));
  const named = new RegExp(String.raw`\bheap-sf(?=\s+(?:${[...first].join('|')})\b)`, 'g');
  return (text) => text.replace(named, 'sf heap');
}
