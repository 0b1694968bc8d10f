const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A table in Markdown, its columns as wide as their widest cells: as the formatter would have it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((line) => line.map(cell));
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => [...(line[column] ?? '')].length)));
  const padded = (line: readonly string[], fill: string): string =>
    `| ${line.map((text, column) => text + fill.repeat((widths[column] ?? 0) - [...text].length)).join(' | ')} |`;
  const [first = [], ...rest] = lines;
  return [
    padded(first, ' '),
    padded(
      head.map(() => ''),
      '-',
    ),
    ...rest.map((line) => padded(line, ' ')),
  ].join('\n');
}

/** A link in Markdown. */
export const link = (text: string, page: string): string => `[${text}](${page})`;
