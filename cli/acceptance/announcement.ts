import { CHECKS } from './checks';
import type { Subject } from './subject';

/** What is going to be sent, said before it is sent. */
export function announcement(subject: Subject, seconds: number): string {
  const { destination } = subject;
  const lines = CHECKS.map(({ id, promise, sends }) => ({ id, promise, requests: sends(subject) }));
  const widest = Math.max(...lines.map(({ id }) => id.length));
  const list = lines
    .filter(({ requests }) => requests > 0)
    .map(({ id, promise, requests }) => `  ${String(requests).padStart(3)} ${id.padEnd(widest)}  ${promise}\n`);
  const total = lines.reduce((sum, { requests }) => sum + requests, 1);
  return `Sends ${total} requests to ${destination.origin} (${destination.connected}), at most 20 at a time, for at most ${seconds} s:
    1 ${'connection'.padEnd(widest)}  there is an answer at all
${list.join('')}`;
}
