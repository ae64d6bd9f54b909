import { setTimeout as sleep } from 'node:timers/promises';

/** Tries until it works, at most for so many seconds; then throws what the last attempt threw. */
export async function eventually<T>(seconds: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await sleep(500);
    }
  }
}
