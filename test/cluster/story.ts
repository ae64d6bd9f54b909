import type { Installation } from './installation';
import { read } from './kubectl';

/** Declares a test. */
export type Declare = (sentence: string, body: () => Promise<void>, milliseconds?: number) => void;

/** `test`, but the first failure is followed by a diagnosis of the installation. */
export function diagnosed(installation: Installation): Declare {
  let told = false;
  return (sentence, body, milliseconds) => {
    const diagnosing = async () => {
      try {
        await body();
      } catch (error) {
        if (!told) await installation.diagnose();
        told = true;
        throw error;
      }
    };
    test(sentence, diagnosing, milliseconds);
  };
}

/** What holds for every example, before anything is asked of it. */
export function appliesCleanly(installation: Installation, declare: Declare): void {
  declare('passes a dry run without a warning, in namespaces that enforce Pod Security restricted', async () => {
    for (const namespace of installation.namespaces) {
      expect((await read('namespace', namespace))?.metadata.labels).toMatchObject({
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
      });
    }
    expect(installation.saidByDryRun).toBe('');
  });
  declare('a second apply has nothing to change and restarts no pod', async () => {
    expect(await installation.difference()).toBe('');
    const before = await installation.pods();
    expect(before.length).toBeGreaterThan(0);
    await installation.applyAgain();
    expect(await installation.pods()).toEqual(before);
    expect(await installation.difference()).toBe('');
  });
}
