import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer as bytes: what a service, a proxy or an attacker may send. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The connection breaks in the middle of the body. */
  readonly breaksOff?: boolean;
}

/** A request, as far as a case needs it. Header names are in lower case. */
export interface WireRequest {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Responder = (request: WireRequest) => Promise<WireAnswer>;

/** A server on loopback that keeps connections, and answers as it is told. */
export interface Loopback {
  readonly url: string;
  /** What answers from now on. */
  answerWith(responder: Responder): void;
  close(): Promise<void>;
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function write(response: ServerResponse, { status, headers, body, breaksOff }: WireAnswer): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  if (!breaksOff) return void response.end(bytes);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}

const unready: Responder = async () => ({ status: 503, headers: {}, body: '' });

/** Opens a server on 127.0.0.1. */
export async function openLoopback(): Promise<Loopback> {
  let responder: Responder = unready;
  const server = createServer((message, response) => {
    const { url = '/', headers } = message;
    bodyOf(message)
      .then((body) => responder({ url, headers, body }))
      .then((answer) => write(response, answer))
      .catch(() => message.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerWith: (next) => {
      responder = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
