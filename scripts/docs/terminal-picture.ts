/** How our few styles look; the numbers are those of ECMA-48, "select graphic rendition". */
const styles: Readonly<Record<string, string>> = {
  '1': 'font-weight:bold;fill:#ffffff',
  '2': 'fill:#8b949e',
  '31': 'fill:#ff7b72',
  '32': 'fill:#7ee787',
  '33': 'fill:#e3b341',
};

const [charWidth, lineHeight, margin] = [8.4, 19, 18];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Draws what a terminal shows, escape sequences and all, as an SVG. */
export function terminalPicture(title: string, output: string): string {
  const lines = output.trimEnd().split('\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what an escape sequence begins with
  const sequence = /\u001b\[([\d;]*)m/;
  let style: string | undefined;
  const drawn = lines.map((line, row) => {
    const [first = '', ...rest] = line.split(sequence);
    const spans = [spanOf(first, style)];
    for (let at = 0; at < rest.length; at += 2) {
      const codes = (rest[at] || '0').split(';');
      style = codes.reduce<string | undefined>((now, code) => styles[code] ?? (isReset(code) ? undefined : now), style);
      spans.push(spanOf(rest[at + 1] ?? '', style));
    }
    return `<text x="${margin}" y="${margin + (row + 1) * lineHeight - 5}" xml:space="preserve">${spans.join('')}</text>`;
  });
  const columns = Math.max(...lines.map((line) => [...line.replaceAll(new RegExp(sequence, 'g'), '')].length));
  const [width, height] = [Math.ceil(columns * charWidth + 2 * margin), lines.length * lineHeight + 2 * margin];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#c9d1d9">
${drawn.join('\n')}
</g>
</svg>
`;
}

const isReset = (code: string): boolean => code === '0' || code === '22' || code === '39';

function spanOf(text: string, style: string | undefined): string {
  if (text === '') return '';
  return style === undefined ? escaped(text) : `<tspan style="${style}">${escaped(text)}</tspan>`;
}
