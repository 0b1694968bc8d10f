import { connect } from 'node:net';
import type { LocalOrg } from '../../../src/local-org/index.ts';

/** Sends bytes as they are and gives all that comes back until the other side closes: for what no client would send. */
export function sendRaw(server: LocalOrg, text: string | Buffer): Promise<string> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1');
    let came = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      came += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(came));
    socket.write(text);
  });
}

/** A request by its lines, with a body if there is one; the connection is closed after the answer. */
export function raw(lines: readonly string[], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return `${[...lines, 'Connection: close', ...length, '', ''].join('\r\n')}${body}`;
}
