import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { Html, html } from './html.ts';

const style = `
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #181818; background: #f3f3f3; }
main { max-width: 44rem; margin: 3rem auto; padding: 1.5rem 2rem 2rem; background: #fff; border: 1px solid #c9c9c9; border-radius: 8px; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; font-weight: 400; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.05rem; }
p, dl { margin: .5rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1.25rem; }
dt, small { color: #5c5c5c; }
dd { margin: 0; }
fieldset { margin: 1.25rem 0 0; padding: 0; border: 0; }
legend, .label { font-weight: 600; }
label { display: block; margin: .35rem 0; }
fieldset fieldset { margin: .25rem 0 0 1.75rem; }
input[type=text], input[type=password] { display: block; width: 100%; max-width: 24rem; padding: .4rem .6rem; font: inherit; border: 1px solid #747474; border-radius: 4px; }
button { margin-top: 1.25rem; padding: .45rem 1.25rem; font: inherit; color: #fff; background: #0176d3; border: 0; border-radius: 4px; cursor: pointer; }
.problem { margin: 1rem 0; padding: .6rem 1rem; background: #fef1ee; border-left: 4px solid #ba0517; overflow-wrap: anywhere; }
.done { margin: 1rem 0; padding: .6rem 1rem; background: #ebf7e6; border-left: 4px solid #2e844a; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .25rem .5rem .25rem 0; text-align: left; border-bottom: 1px solid #e5e5e5; overflow-wrap: anywhere; }
header { display: flex; justify-content: space-between; max-width: 44rem; margin: 1rem auto -2rem; font-size: .85rem; color: #5c5c5c; }
`;

/** No script runs, nothing is loaded, and no other page may hold this one in a frame. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Who is logged in, and where. */
  readonly header?: Html | undefined;
}

export function showPage(reply: FastifyReply, { title, body, header }: Page, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'same-origin')
    .header('x-content-type-options', 'nosniff')
    .send(
      html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} | Local org</title>
<style>${new Html(style)}</style></head>
<body>${header}<main>${body}</main></body>
</html>
`.text,
    );
}

export const problem = (title: string, ...details: readonly string[]): Html =>
  html`<div class="problem" role="alert"><p class="label">${title}</p>${details.map((one) => html`<p>${one}</p>`)}</div>`;
