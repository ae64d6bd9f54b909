import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import type { HttpClient } from '../http-client';
import { chat } from '../openai';

const CHAT = '/v1/chat/completions';

/** What a client is told that begins a request and never ends its headers. */
export async function stalled(client: HttpClient): Promise<string> {
  const { hostname } = new URL(client.origin);
  const socket = connectTls({ ...(await client.connectsTo()), servername: hostname, rejectUnauthorized: false });
  let answer = '';
  socket.on('data', (piece) => {
    answer += piece;
  });
  socket.on('error', () => {});
  socket.setTimeout(25_000, () => socket.destroy(new Error('nothing was said for 25 s')));
  socket.write(`GET /v1/models HTTP/1.1\r\nHost: ${hostname}\r\nX-Slow: `);
  await once(socket, 'close');
  return answer;
}

/** Status of a chat over HTTP/2. */
export async function overHttp2(client: HttpClient, authorization: string, model: string): Promise<number> {
  const { hostname } = new URL(client.origin);
  const { host, port } = await client.connectsTo();
  const session = connectHttp2(`https://${host}:${port}`, { servername: hostname, rejectUnauthorized: false });
  try {
    return await new Promise<number>((resolve, reject) => {
      const body = JSON.stringify(chat(model));
      const stream = session.request({
        ':method': 'POST',
        ':path': CHAT,
        ':authority': hostname,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization,
      });
      session.on('error', reject);
      stream.on('error', reject);
      stream.on('response', (headers) => resolve(Number(headers[':status'])));
      stream.end(body);
    });
  } finally {
    session.destroy();
  }
}
