/**
 * A line of a result file. Each cell is quoted, whatever is in it: clients split these files by any of the six
 * delimiters. Built by hand since half the time of a job's results goes here.
 */
export function quotedLine(cells: readonly string[], delimiter: string, lineEnding: string): string {
  const next = `"${delimiter}"`;
  let line = '';
  for (const cell of cells)
    line += (line === '' ? '"' : next) + (cell.includes('"') ? cell.replaceAll('"', '""') : cell);
  return `${line}"${lineEnding}`;
}

/** The same for a row with what became of it, without a list of its own for each. */
export function resultLine(
  id: string,
  outcome: string,
  row: readonly string[],
  delimiter: string,
  lineEnding: string,
): string {
  const next = `"${delimiter}"`;
  let line = `"${id}${next}${outcome.includes('"') ? outcome.replaceAll('"', '""') : outcome}`;
  for (const cell of row) line += next + (cell.includes('"') ? cell.replaceAll('"', '""') : cell);
  return `${line}"${lineEnding}`;
}
