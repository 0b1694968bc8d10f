/**
 * Whether a path fits a pattern in which a star stands for any characters. Case does not count.
 * Goes over the path once for each star, whatever the pattern: no pattern can make it slow.
 */
export function fitsPattern(path: string, pattern: string): boolean {
  const [text, wanted] = [path.toLowerCase(), pattern.toLowerCase()];
  const [first = '', ...rest] = wanted.split('*');
  if (rest.length === 0) return text === wanted;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return at <= end;
}
