import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudAnswer } from '../answer.ts';
import type { HttpRequest, HttpResponse } from './message.ts';

/** The socket side: nothing here knows a protocol or a service. */

/** What is asked to answer a request: a response, or what happens to the connection instead. */
export type RespondTo = (
  request: HttpRequest,
) => Promise<HttpResponse | Extract<CloudAnswer, { kind: 'lost' }>>;

/** A request's body may not be larger. */
const mostBytes = 10 * 2 ** 20;

async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function singleHeaders(message: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  respondTo: RespondTo,
): Promise<void> {
  const body = await readBody(message);
  if (body === undefined) {
    response.writeHead(413).end();
    return;
  }
  const answer = await respondTo({
    method: message.method ?? 'GET',
    url: message.url ?? '/',
    headers: singleHeaders(message),
    body,
  });
  if ('kind' in answer) {
    // A connection that times out is held until the client gives it up.
    if (answer.reason === 'reset') message.socket.resetAndDestroy();
    return;
  }
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/** A server that listens on the loopback interface alone. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Listens on 127.0.0.1; port 0 takes a free one. */
export async function listen(respondTo: RespondTo, port = 0): Promise<Listener> {
  const server = createServer((message, response) => {
    serve(message, response, respondTo).catch(() => message.socket.destroy());
  });
  const taken = await listening(server, port);
  return {
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
