import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A proxy on this machine that leads all it is asked for to one server of this machine. */
export interface ForwardProxy {
  readonly url: string;
  /** Hosts that were asked for, in order. */
  readonly asked: string[];
  close(): void;
}

/**
 * Clients without TLS name the whole address, or have a tunnel made as those with TLS do:
 * https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form, https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
export async function openForwardProxy(port: number): Promise<ForwardProxy> {
  const asked: string[] = [];
  const server = createServer((incoming, answer) => {
    const { hostname, pathname, search } = new URL(incoming.url ?? '');
    asked.push(hostname);
    const { method, headers } = incoming;
    const onwards = request({ host: '127.0.0.1', port, path: pathname + search, method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    incoming.pipe(onwards);
  });
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url.replace(/:\d+$/, ''));
    const onwards = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onwards.pipe(socket).pipe(onwards);
    });
    socket.on('error', () => onwards.destroy());
    onwards.on('error', () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}
