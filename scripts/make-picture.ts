// Draws what a terminal showed, as an SVG: tmux capture-pane -e -p | node scripts/make-picture.ts > docs/images/npm-start.svg
import { text } from 'node:stream/consumers';
import { terminalPicture } from './docs/terminal-picture.ts';

process.stdout.write(terminalPicture(await text(process.stdin)));
