/** The rows of a printed table, by the text that its line of heads begins with; cells are parted by two spaces or more. */
export function printedRows(text: string, head: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(head));
  if (start < 0) throw new Error(`No table "${head}" in:\n${text}`);
  const width = cellsOf(lines[start]!).length;
  const rows: string[][] = [];
  for (const line of lines.slice(start + 1)) {
    const cells = cellsOf(line);
    if (cells.length !== width) break;
    rows.push(cells);
  }
  return rows;
}

/** `418,751.12` as a number. */
export function printedNumber(cell: string | undefined): number {
  return Number(cell?.replaceAll(',', ''));
}

function cellsOf(line: string): string[] {
  return line.trim().split(/\s{2,}/);
}
