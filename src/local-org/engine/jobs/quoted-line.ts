/**
 * A line of a result file. Each cell is quoted, whatever is in it: clients split these files by any of the six
 * delimiters. Built by hand since half the time of a job's results goes here.
 */
export function quotedLine(cells: readonly string[], delimiter: string, lineEnding: string): string {
  let line = '';
  for (const cell of cells) {
    const text = cell.includes('"') ? cell.replaceAll('"', '""') : cell;
    line += line === '' ? `"${text}"` : `${delimiter}"${text}"`;
  }
  return line + lineEnding;
}
