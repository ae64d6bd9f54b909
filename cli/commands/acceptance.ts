import { readFileSync } from 'node:fs';
import { announcement } from '../acceptance/announcement';
import { accept } from '../acceptance/report';
import type { OfferedModel, Subject } from '../acceptance/subject';
import { FORMAT, formatOf, parsed } from '../arguments';
import type { Command } from '../command';
import { Failure, UsageFailure } from '../failure';
import { acceptanceJson } from '../formats/acceptance-json';
import { acceptanceText } from '../formats/acceptance-text';
import { coloured, type Terminal } from '../terminal';
import { attempt } from '../traffic/attempt';
import { Destination } from '../traffic/destination';
import { got } from '../traffic/exchange';
import { sentence } from '../traffic/outcome';

const USAGE = `cdk8s-inference-gateway acceptance URL --model MODEL... [--embeddings MODEL]... [options]

Sends real requests to an inference gateway, and says whether it is fit for production: answers, streams, a burst of 200
requests, hostile headers, control endpoints, and what must be refused. It changes nothing, and says what it will send
before it sends it. Each request is sent once; nothing is retried.

  --model MODEL           a model that chats; may be repeated
  --embeddings MODEL      a model that makes embeddings; may be repeated
  --host HOST             the host that is asked for, where the URL's own is only an address
  --address ADDRESS       what is really connected to, such as 10.0.0.7:443; by default the URL's host and port
  --token-env VARIABLE    environment variable that holds the token; it is sent as 'Authorization: Bearer ...', never printed
  --ca FILE               the only authorities that are trusted, as PEM
  --max-body MIB          largest body that the gateway takes, in MiB; 10 by default
  --seconds SECONDS       longest time of everything; 300 by default
  --format text|json      text (default), or the whole report
  --dry-run               says what it would send, and sends nothing
  --help                  this text

Exit code: 0 accepted, 1 not accepted, 2 nothing could be asked.

  cdk8s-inference-gateway acceptance https://tenant-a.ai.example.com --model chat --embeddings bge-small --token-env TOKEN
  cdk8s-inference-gateway acceptance http://127.0.0.1:8080 --host ai.example.com --model chat --format json
`;

const OPTIONS = {
  ...FORMAT,
  model: { type: 'string', multiple: true, default: [] as string[] },
  embeddings: { type: 'string', multiple: true, default: [] as string[] },
  host: { type: 'string' },
  address: { type: 'string' },
  'token-env': { type: 'string' },
  ca: { type: 'string' },
  'max-body': { type: 'string', default: '10' },
  seconds: { type: 'string', default: '300' },
  'dry-run': { type: 'boolean', default: false },
} as const;

/** Sends real requests to a gateway, and says whether it may be used. */
export const ACCEPTANCE: Command = {
  name: 'acceptance',
  summary: 'sends real requests to a gateway, and says whether it is fit for production',
  usage: USAGE,
  run: acceptance,
};

async function acceptance(argv: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parsed(argv, OPTIONS);
  const format = formatOf(values.format);
  const seconds = wholeNumber('--seconds', values.seconds);
  const maxBodyBytes = wholeNumber('--max-body', values['max-body']) * 1024 * 1024;
  const destination = destinationOf(positionals, values, terminal);
  const models = offered(values.model, values.embeddings);
  const say = (text: string) => terminal.stderr.write(`${text}\n`);
  try {
    const asked = { destination, models, maxBodyBytes };
    say(announcement(asked, seconds));
    if (values['dry-run']) return 0;
    const subject: Subject = { ...asked, signal: AbortSignal.timeout(seconds * 1000) };
    await connect(subject);
    const report = await accept(subject, say);
    terminal.stdout.write(format === 'json' ? acceptanceJson(report) : acceptanceText(report, coloured(terminal)));
    return report.accepted ? 0 : 1;
  } finally {
    destination.close();
  }
}

/** @throws {Failure} if nobody answers: then no check could say anything */
async function connect({ destination, signal }: Subject): Promise<void> {
  const outcome = await attempt(destination, got('/v1/models'), { signal, limitMs: 10_000 });
  if (outcome.status !== 0) return;
  const hint = /certificate|CERT/.test(outcome.error ?? '') ? ': write --ca with the file of its authority' : '';
  throw new Failure(`${destination.origin} (${destination.connected}) cannot be asked: ${sentence(outcome)}${hint}`);
}

interface Values {
  readonly host?: string;
  readonly address?: string;
  readonly ca?: string;
  readonly 'token-env'?: string;
}

function destinationOf(targets: string[], values: Values, { env }: Terminal): Destination {
  const [url, ...others] = targets;
  if (url === undefined || others.length > 0) {
    throw new UsageFailure('one URL is asked: write acceptance https://ai.example.com --model MODEL');
  }
  const { host, address = host === undefined ? undefined : url } = values;
  const variable = values['token-env'];
  const token = variable === undefined ? undefined : tokenOf(variable, env);
  try {
    return new Destination({
      origin: host === undefined ? url : `${new URL(url).protocol}//${host}`,
      address,
      ca: values.ca === undefined ? undefined : readFileSync(values.ca, 'utf8'),
      headers: token === undefined ? undefined : { authorization: `Bearer ${token}` },
    });
  } catch (error) {
    throw new UsageFailure((error as Error).message);
  }
}

function tokenOf(variable: string, env: Terminal['env']): string {
  const token = (env[variable] ?? '').trim();
  if (token === '')
    throw new UsageFailure(`'--token-env' (${variable}) names a variable that is not set: export it first`);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageFailure(`'--token-env' (${variable}) names a variable whose value cannot stand in a header`);
  }
  return token;
}

function offered(chats: string[], embeddings: string[]): Subject['models'] {
  const all: OfferedModel[] = [
    ...chats.map((name) => ({ name, task: 'chat' as const })),
    ...embeddings.map((name) => ({ name, task: 'embeddings' as const })),
  ];
  const [first, ...others] = all;
  if (first === undefined)
    throw new UsageFailure('no model: write --model with a name that clients use, or --embeddings');
  return [first, ...others];
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageFailure(`'${option}' (${text}) must be a whole number above 0`);
}
