import { API_KEY } from '../../cli/commands/api-key';
import { kubectl } from './kubectl';

/** Keys that the command makes, and the Secret of a gateway that it prints. */
export class KeyRing {
  private readonly lines = new Map<string, string>();

  public constructor(private readonly gateway: string) {}

  /** Makes a key of a tenant. */
  public async create(tenant: string): Promise<string> {
    const { key, line } = JSON.parse(await printed(['create', '--tenant', tenant, '--format', 'json'])) as {
      readonly key: string;
      readonly line: string;
    };
    this.lines.set(key, line);
    return key;
  }

  /** No longer takes a key. */
  public revoke(key: string): void {
    this.lines.delete(key);
  }

  /** Gives the gateway all keys that are valid. */
  public async apply(): Promise<void> {
    const secret = await printed(['secret', '-', '--gateway', this.gateway], [...this.lines.values()].join('\n'));
    await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], { input: secret });
  }
}

/** What the command prints. */
async function printed(argv: string[], input = ''): Promise<string> {
  let text = '';
  const stream = {
    write: (piece: string) => {
      text += piece;
      return true;
    },
  };
  await API_KEY.run(argv, { stdin: given(input), stdout: stream, stderr: stream, env: {} });
  return text;
}

async function* given(text: string): AsyncGenerator<string> {
  yield text;
}
