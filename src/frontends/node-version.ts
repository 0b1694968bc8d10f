/** The oldest Node that has all we use; the same as `engines` of package.json. */
export const LEAST_NODE = '22.19.0';

/** A word of warning when this Node is older than that. */
export function nodeWarning(version: string): string | undefined {
  if (compare(version, LEAST_NODE) >= 0) return undefined;
  return [
    `Warning: heap-sf needs Node ${LEAST_NODE} or later, and this is Node ${version}.`,
    'Install a newer one: https://nodejs.org/en/download',
  ].join('\n');
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (const [index, part] of (right ?? []).entries()) {
    const difference = (left?.[index] ?? 0) - part;
    if (difference !== 0) return difference;
  }
  return 0;
}
