import { randomInt } from 'node:crypto';
import { ApiKeyHashes } from 'cdk8s-inference-gateway';
import { stringify } from 'yaml';
import { FORMAT, formatOf, parsed } from '../arguments';
import type { Command } from '../command';
import { Failure, UsageFailure } from '../failure';
import { textsOf } from '../files';
import type { Terminal } from '../terminal';

const USAGE = `cdk8s-inference-gateway api-key create --tenant NAME [--id ID] [--format text|json]
cdk8s-inference-gateway api-key secret FILE|- --gateway NAMESPACE/NAME [--name NAME]

Makes API keys for a gateway with Authentication.apiKeys(), which knows their hashes only.

create prints a new key, which is shown nowhere again, and the line with its hash: add the line to a file that you keep.
secret reads that file (one line for each key; empty lines and lines with # are left out) and prints the Secret of the
gateway: pipe it into kubectl apply -f -. A key whose line is gone is refused within about a minute; nothing restarts.

  --tenant NAME             the tenant, as its TenantRoute has it
  --id ID                   letters and digits that tell the tenant's keys apart in logs; random by default
  --format text|json        text (default), or an object with key and line
  --gateway NAMESPACE/NAME  the gateway whose Secret is printed
  --name NAME               name of the Secret; <gateway>-api-keys by default
  --help                    this text

Exit code: 0 it was printed, 2 nothing could be done.
`;

const OPTIONS = {
  ...FORMAT,
  tenant: { type: 'string' },
  id: { type: 'string' },
  gateway: { type: 'string' },
  name: { type: 'string' },
} as const;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** 131 bits. */
const SECRET_LENGTH = 22;
const ID_LENGTH = 6;

/** Makes keys, and the Secret with their hashes. */
export const API_KEY: Command = {
  name: 'api-key',
  summary: 'makes an API key for a tenant, and the Secret with the hashes of all',
  usage: USAGE,
  async run(argv, terminal) {
    const { values, positionals } = parsed(argv, OPTIONS);
    const [verb, ...targets] = positionals;
    if (verb === 'create') return create({ ...values, targets }, terminal);
    if (verb === 'secret') return await secret({ ...values, targets }, terminal);
    throw new UsageFailure(
      `api-key ${verb === undefined ? 'needs a verb' : `has no verb '${verb}'`}: write api-key create or api-key secret`,
    );
  },
};

interface Creation {
  readonly tenant?: string;
  readonly id?: string;
  readonly format: string;
  readonly targets: readonly string[];
}

function create({ tenant, id, format, targets }: Creation, { stdout }: Terminal): number {
  if (tenant === undefined || targets.length > 0) {
    throw new UsageFailure('api-key create needs a tenant and nothing else: write api-key create --tenant tenant-a');
  }
  if (id !== undefined && !/^[A-Za-z0-9]+$/.test(id)) {
    throw new UsageFailure(`'--id' (${id}) must be letters and digits: write --id k1`);
  }
  const form = formatOf(format);
  const key = `sk-${tenant}.${id ?? random(ID_LENGTH)}.${random(SECRET_LENGTH)}`;
  const line = orFailure(() => ApiKeyHashes.lineOf(key));
  stdout.write(
    form === 'json'
      ? `${JSON.stringify({ key, line })}\n`
      : `key, shown only now:  ${key}\nline for the Secret:  ${line}\n`,
  );
  return 0;
}

interface SecretOfKeys {
  readonly gateway?: string;
  readonly name?: string;
  readonly targets: readonly string[];
}

async function secret({ gateway = '', name, targets }: SecretOfKeys, { stdin, stdout }: Terminal): Promise<number> {
  const [, namespace, gatewayName] = /^([^/]+)\/([^/]+)$/.exec(gateway) ?? [];
  if (targets.length !== 1 || namespace === undefined) {
    throw new UsageFailure(
      'api-key secret needs one file of lines and a gateway: write api-key secret keys.txt --gateway ai-gateway/gateway',
    );
  }
  const texts = await textsOf(targets, stdin);
  const lines = texts.flatMap(({ text }) => text.split(/\r?\n/).map((line) => line.trim()));
  const hashes = orFailure(() => ApiKeyHashes.of(lines.filter((line) => line !== '' && !line.startsWith('#'))));
  stdout.write(
    stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: name ?? `${gatewayName}-api-keys`, namespace },
      stringData: { [ApiKeyHashes.FILE]: hashes.file },
    }),
  );
  return 0;
}

function random(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** What the library refuses is a mistake of who called us, not of ours. */
function orFailure<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}
