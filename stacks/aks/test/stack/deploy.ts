import * as pulumi from '@pulumi/pulumi';
import { environment } from '../../src/environment';
import { SETTINGS, type Settings } from '../settings';

/** A resource as the engine is asked for it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Settings;
  readonly dependencies: string[];
  readonly parent: string;
  readonly protect: boolean;
  readonly ignoreChanges: string[];
  readonly provider: string;
}

interface Request {
  getType(): string;
  getName(): string;
  getDependenciesList(): string[];
  getParent(): string;
  getProtect(): boolean;
  getIgnorechangesList(): string[];
  getProvider(): string;
}

interface Monitor {
  registerResource(request: Request, done: unknown): unknown;
}

export interface Deployment {
  readonly resources: Registered[];
  readonly outputs: Record<string, unknown>;
  readonly logged: string;
}

const PROJECT = 'inference-aks';
const SIGNATURE = '4dabf18193072939515e22adb298388d';

const KUBECONFIG = Buffer.from('users:\n- name: u\n  user:\n    exec:\n      args: [--login, devicecode]\n').toString(
  'base64',
);

/** Runs the whole program against mocks, as a preview or as an update. */
export async function deploy(
  change: Settings = {},
  { preview = false, token = '', deployed = {} } = {},
): Promise<Deployment> {
  const inputs = new Map<string, Settings>();
  const asked: Omit<Registered, 'inputs'>[] = [];
  const values = { ...SETTINGS, ...change, ...(token === '' ? {} : { hfToken: token }) };
  const config = Object.entries(values).map(([name, value]) => [
    `${PROJECT}:${name}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(config), [`${PROJECT}:hfToken`]);
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given, id }) => {
        if (type === 'pulumi:pulumi:StackReference')
          return { id: name, state: { ...given, outputs: deployed, secretOutputNames: [] } };
        inputs.set(`${type}::${name}`, given);
        return {
          id: id || `/subscriptions/s/resourceGroups/g/providers/p/${name}`,
          state: { ...given, ...computed(type, name) },
        };
      },
      call: () => ({ kubeconfigs: [{ name: 'user', value: KUBECONFIG }] }),
    },
    PROJECT,
    'test',
    preview,
    'organization',
  );
  // What mocks do not see: the options.
  const settings = require('@pulumi/pulumi/runtime/settings') as { getMonitor(): Monitor };
  const monitor = settings.getMonitor();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) => {
    asked.push({
      type: request.getType(),
      name: request.getName(),
      dependencies: request.getDependenciesList().map((urn) => urn.split('::').at(-1) ?? ''),
      parent: request.getParent().split('::').at(-1) ?? '',
      protect: request.getProtect(),
      ignoreChanges: request.getIgnorechangesList(),
      provider: request.getProvider(),
    });
    return register(request, done);
  };
  const written: string[] = [];
  const spy = jest.spyOn(pulumi.log, 'info').mockImplementation(async (text) => void written.push(text));
  const warned = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const outputs = await environment();
    await pulumi.runtime.disconnect();
    const resources = asked.map((one) => ({ ...one, inputs: inputs.get(`${one.type}::${one.name}`) ?? {} }));
    return { resources, outputs, logged: written.join('\n') };
  } finally {
    spy.mockRestore();
    warned.mockRestore();
  }
}

function computed(type: string, name: string): Settings {
  return {
    name,
    principalId: `${name}-principal`,
    ...(type.endsWith(':ManagedCluster')
      ? {
          oidcIssuerProfile: { issuerURL: 'https://issuer' },
          identityProfile: { kubeletidentity: { objectId: 'kubelet' } },
        }
      : {}),
  };
}

/** Names of everything that a resource waits for, directly, through others, or as a part of something that waits. */
export function waitsFor({ resources }: Deployment, name: string): Set<string> {
  const known = new Set<string>();
  const visit = (one: string) => {
    for (const { dependencies, parent } of resources.filter((resource) => resource.name === one)) {
      for (const next of [...dependencies, parent]) {
        if (known.has(next)) continue;
        known.add(next);
        visit(next);
      }
    }
  };
  visit(name);
  return known;
}

/** Resources of a kind, such as `AgentPool`. */
export function ofKind({ resources }: Deployment, kind: string): Registered[] {
  return resources.filter(({ type }) => type.endsWith(`:${kind}`));
}

/** Whether a value is marked secret on the wire. */
export function isSecret(value: unknown): boolean {
  return typeof value === 'object' && value !== null && SIGNATURE in value;
}

/** A value without its marks. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (isSecret(value)) return plain((value as { value: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
