/** A word of warning when this Node is older than the one that the package asks for, as `>=22.19.0`. */
export function nodeWarning(version: string, wanted: string): string | undefined {
  const least = wanted.replace(/^\D+/, '');
  if (compare(version, least) >= 0) return undefined;
  return `Warning: heap-sf needs Node ${least} or later, and this is Node ${version}; some things will not work. See https://nodejs.org/en/download`;
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (const [index, part] of (right ?? []).entries()) {
    const difference = (left?.[index] ?? 0) - part;
    if (difference !== 0) return difference;
  }
  return 0;
}
