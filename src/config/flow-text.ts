import { stringify } from 'yaml';

/** A value as YAML writes it on one line, also as an item of a list in brackets, where a comma or a brace would part it. */
export function flowText(value: unknown): string {
  const list = stringify([value], { collectionStyle: 'flow', lineWidth: 0 });
  return /^\[ ([\s\S]*) \]$/.exec(list.trim())?.[1] ?? JSON.stringify(value);
}
