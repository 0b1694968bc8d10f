/** One cell, quoted as RFC 4180 wants: always, so that no reader's choice of delimiter can split it. */
function csvCell(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

/** One line without its ending. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}
