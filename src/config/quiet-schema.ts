import { z } from 'zod';
import type { Problem } from './problems.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** `zero` or `null`. Without quotes, which is how everybody writes it, `null` is YAML's own. */
export const quietSchema = z
  .literal(['zero', 'null', null], { error: 'must be zero or null' })
  .transform((quiet) => quiet ?? 'null');

/** A name with nothing behind it is YAML's null as well, and would empty the fields of everybody who is idle. */
export function quietProblems(
  { metrics = [] }: { readonly metrics?: readonly unknown[] | undefined },
  file: YamlFile,
): Problem[] {
  const places: readonly (readonly [Path, string])[] = [
    [['quiet'], 'quiet'],
    ...metrics.map((_, at) => [['metrics', at, 'quiet'], `metrics[${at + 1}].quiet`] as const),
  ];
  return places.flatMap(([path, name]) =>
    file.isBlank(path) ? [{ ...file.atKey(path), because: `${name} is empty; write zero or null` }] : [],
  );
}
