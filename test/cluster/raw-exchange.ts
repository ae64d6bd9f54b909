import { once } from 'node:events';
import { connect } from 'node:net';
import type { Address } from './address';

/** Time that .NET Framework waits for leave to send a body. */
const LEAVE_MILLIS = 350;

/**
 * Sends bytes as they are, the body once the server has said `100 Continue` where the head asks for that, and reads until the
 * answer is whole: chunked, as behind an endpoint picker, or of a known length.
 */
export async function exchangeBytes(address: Address, head: string, body: string): Promise<string> {
  const socket = connect({ ...address });
  let answer = '';
  socket.setEncoding('utf8');
  socket.setTimeout(20_000, () => socket.destroy(new Error(`no whole answer, but: ${answer}`)));
  socket.on('data', (chunk: string) => {
    answer += chunk;
  });
  try {
    await once(socket, 'connect');
    socket.write(head);
    if (/^Expect: 100-continue\r$/m.test(head)) {
      await Promise.race([once(socket, 'data'), new Promise((resolve) => setTimeout(resolve, LEAVE_MILLIS))]);
    }
    socket.write(body);
    while (!isWhole(answer)) await once(socket, 'data');
    return withoutLeave(answer);
  } finally {
    socket.destroy();
  }
}

function isWhole(answer: string): boolean {
  const [head = '', ...rest] = withoutLeave(answer).split('\r\n\r\n');
  if (rest.length === 0) return false;
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  const body = rest.join('\r\n\r\n');
  return length === undefined ? body.endsWith('0\r\n\r\n') : Buffer.byteLength(body) >= Number(length);
}

function withoutLeave(answer: string): string {
  return answer.replace(/^HTTP\/1\.1 100 Continue\r\n(?:[^\r\n]+\r\n)*\r\n/, '');
}
