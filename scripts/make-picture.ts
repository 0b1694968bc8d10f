// Draws what a terminal showed, as an SVG: tmux capture-pane -e -p | node scripts/make-picture.ts TITLE > docs/images/npm-start.svg
import { text } from 'node:stream/consumers';
import { terminalPicture } from './docs/terminal-picture.ts';

process.stdout.write(terminalPicture(process.argv[2] ?? 'A terminal', await text(process.stdin)));
