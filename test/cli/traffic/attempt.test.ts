import type { RequestListener } from 'node:http';
import { attempt } from '../../../cli/traffic/attempt';
import { completion, posted, streamed } from '../../../cli/traffic/exchange';
import { sentence } from '../../../cli/traffic/outcome';
import { DONE, event, LocalServer } from './local-server';

const answered = async (answer: RequestListener, exchange = completion('chat'), limitMs = 5_000) =>
  attempt((await LocalServer.start(answer)).destination(), exchange, { limitMs });

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('a whole answer names its model and who answered', async () => {
  const outcome = await answered((_, response) => {
    response.writeHead(200, { 'x-inference-pod': 'chat-1', 'x-other': 'y' }).end('{"model":"chat"}');
  });
  expect(outcome).toMatchObject({
    ...{ kind: 'short', method: 'POST', path: '/v1/chat/completions', model: 'chat', answering: 'chat' },
    ...{
      status: 200,
      ok: true,
      complete: true,
      cut: false,
      headers: { 'x-inference-pod': 'chat-1' },
      error: undefined,
    },
  });
});

test('a refusal is whole and not ok, with the beginning of what it says', async () => {
  const outcome = await answered((_, response) => response.writeHead(404).end('no such model'), streamed('chat'));
  expect(outcome).toMatchObject({ status: 404, ok: false, complete: true, cut: false, text: 'no such model' });
  expect(sentence(outcome)).toMatch(/^POST \/v1\/chat\/completions for chat: status 404 after \d+ ms: no such model$/);
});

test('events of a stream are timed as they come, whatever pieces they come in', async () => {
  const outcome = await answered(async (_, response) => {
    response.write(event({ model: 'chat' }));
    await pause(60);
    response.write('data: {"model"');
    await pause(60);
    response.end(`:"other"}\n\n${DONE}`);
  }, streamed('chat'));
  expect(outcome).toMatchObject({ ok: true, complete: true, answering: 'chat', text: undefined });
  const [first = 0, second = 0] = outcome.eventsMs;
  expect(outcome.eventsMs).toHaveLength(2);
  expect(first).toBeLessThan(60);
  expect(second).toBeGreaterThanOrEqual(110);
});

test.each<[string, RequestListener, string]>([
  ['ends without [DONE]', (_, response) => response.end(event({ model: 'chat' })), 'ended without [DONE]'],
  [
    'loses its connection',
    (_, response) => response.write(event({ model: 'chat' }), () => response.destroy()),
    'aborted (ECONNRESET)',
  ],
])('a stream that %s is cut', async (_, answer, error) => {
  const outcome = await answered(answer, streamed('chat'));
  expect(outcome).toMatchObject({ status: 200, ok: false, complete: false, cut: true });
  expect(outcome.eventsMs).toHaveLength(1);
  expect(sentence(outcome)).toContain(`1 event: ${outcome.error}`);
  expect(outcome.error).toContain(error);
});

test('a stream that names an error between its events failed, though it is whole', async () => {
  const outcome = await answered(
    (_, response) => response.end(event({ model: 'chat' }) + event({ error: { message: 'aborted' } }) + DONE),
    streamed('chat'),
  );
  expect(outcome).toMatchObject({ ok: false, complete: true, cut: false, error: '{"message":"aborted"}' });
});

test('a connection that is closed without an answer has status 0', async () => {
  const outcome = await answered((request) => request.socket.destroy());
  expect(outcome).toMatchObject({
    status: 0,
    ok: false,
    cut: false,
    complete: false,
    error: 'socket hang up (ECONNRESET)',
  });
});

test('a server that is gone has status 0', async () => {
  const server = await LocalServer.start(() => {});
  const destination = server.destination();
  await server.close();
  expect(await attempt(destination, completion('chat'))).toMatchObject({
    status: 0,
    error: expect.stringContaining('ECONNREFUSED'),
  });
});

test.each<[string, RequestListener, number]>([
  ['before the answer', () => {}, 0],
  ['within it', (_, response) => response.write(event({ model: 'chat' })), 200],
])('the time limit ends a request %s', async (_, answer, status) => {
  const outcome = await answered(answer, streamed('chat'), 100);
  expect(outcome).toMatchObject({ status, ok: false, error: 'not ended after 0.1 s' });
  expect(outcome.totalMs).toBeLessThan(2_000);
});

test('the caller can end a request', async () => {
  const server = await LocalServer.start(() => {});
  const ending = new AbortController();
  setTimeout(() => ending.abort(), 50);
  const outcome = await attempt(server.destination(), completion('chat'), { signal: ending.signal });
  expect(outcome).toMatchObject({ status: 0, error: 'ended by the caller' });
});

test('host, headers, length and body are sent as given, over connections that are kept', async () => {
  const seen: unknown[] = [];
  const sockets = new Set();
  const server = await LocalServer.start(({ method, url, headers, socket }, response) => {
    sockets.add(socket.remotePort);
    const { host, authorization, 'x-own': own, 'content-length': length, 'transfer-encoding': encoding } = headers;
    seen.push({ method, url, host, authorization, own, length, encoding });
    response.end();
  });
  const destination = server.destination({
    origin: 'http://tenant-a.ai.example.com',
    address: `127.0.0.1:${server.port}`,
    headers: { authorization: 'Bearer token' },
  });
  const exchange = posted('short', '/v1/rerank', { model: 'é' }, { 'x-own': '1' });
  await attempt(destination, exchange);
  await attempt(destination, { ...exchange, chunked: true });
  const common = { method: 'POST', url: '/v1/rerank', host: 'tenant-a.ai.example.com', authorization: 'Bearer token' };
  expect(seen).toEqual([
    { ...common, own: '1', length: '14', encoding: undefined },
    { ...common, own: '1', length: undefined, encoding: 'chunked' },
  ]);
  expect(sockets.size).toBe(1);
});
