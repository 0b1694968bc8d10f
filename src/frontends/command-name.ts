import type { Command } from '../commands/command.ts';

/** As sf names the classes of its commands: `UsagePush`, `LocalHeapStart`. */
export function commandName({ words }: Command): string {
  return words
    .flatMap((word) => word.split('-'))
    .map((part) => `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`)
    .join('');
}
