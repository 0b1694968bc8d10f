import { distance } from 'fastest-levenshtein';

/** The known names most like the one given, nearest first; none when nothing is near. Case does not count. */
export function nearest(wanted: string, known: Iterable<string>, most = 3): string[] {
  const lower = wanted.toLowerCase();
  return [...known]
    .map((name) => ({ name, far: distance(lower, name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(2, Math.floor(Math.max(lower.length, name.length) / 2.5)))
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name);
}
