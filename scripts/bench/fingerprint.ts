/**
 * The rows of an upload as one number, whatever their order, quotes and columns: the sum of a hash of each. Cells hold no
 * commas, quotes or line breaks.
 */
export function fingerprint(upload: readonly Buffer[]): string {
  const lines = Buffer.concat(upload).toString('latin1').split('\n');
  const names = cellsOf(lines[0] ?? '');
  const order = names.map((name, at) => ({ name, at })).sort((a, b) => (a.name < b.name ? -1 : 1));
  let [low, high] = [0, 0];
  for (const line of lines.slice(1)) {
    if (line.trim() === '') continue;
    const cells = cellsOf(line);
    let hash = 2_166_136_261;
    for (const { at } of order) hash = mix(hash, `${cells[at]},`);
    low = (low + hash) >>> 0;
    high = (high + (hash ^ (hash >>> 15))) >>> 0;
  }
  return `${high.toString(16)}-${low.toString(16)}`;
}

function cellsOf(line: string): string[] {
  return line.replaceAll('"', '').trimEnd().split(',');
}

/** FNV-1a. */
function mix(hash: number, text: string): number {
  let mixed = hash;
  for (let at = 0; at < text.length; at++) mixed = Math.imul(mixed ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return mixed;
}
