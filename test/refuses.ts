import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { captured } from './render';

/** Why a program is refused, and whether its synth wrote a file before. */
function refusal(program: (app: App) => unknown): { readonly message: string | undefined; readonly files: string[] } {
  const outdir = mkdtempSync(join(tmpdir(), 'refused-'));
  let message: string | undefined;
  try {
    captured(() => {
      const app = new App({ outdir });
      program(app);
      app.synth();
    });
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  const files = readdirSync(outdir);
  rmSync(outdir, { recursive: true });
  return { message, files };
}

/**
 * A test that a program is refused: in one sentence with all of these parts (property, value, limit, remedy), and without
 * a file being written.
 */
export function refuses(what: string, program: (app: App) => unknown, ...parts: string[]): void {
  test(`refuses ${what}`, () => {
    const { message, files } = refusal(program);
    expect({ refused: message !== undefined, files }).toEqual({ refused: true, files: [] });
    for (const part of parts) expect(message).toContain(part);
    expect(message?.replace(/^Validation failed with the following errors:\n\s+/, '')).not.toContain('\n');
  });
}
