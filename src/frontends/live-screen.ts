import { type Screen, writeTo } from './output.ts';

/** Shows a text in place of the one before it on a terminal, and below it where nobody watches. */
export function liveScreen(screen: Screen): (text: string) => Promise<void> {
  let lines = 0;
  return async (text) => {
    if (screen.isTTY !== true) return text === '' ? undefined : writeTo(screen, `${text}\n`);
    // Up to where the last text began, and clear what is below: https://www.xfree86.org/current/ctlseqs.html
    const back = lines === 0 ? '' : `\r\u001b[${lines}A\u001b[J`;
    lines = text.split('\n').length;
    return writeTo(screen, `${back}${text}\n`);
  };
}
