/** Where text is written. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What a command reads and writes beside files; `process` is one. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether output may be coloured (https://no-color.org). */
export function coloured({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}
