import { AccessLog, IstioInstallation } from 'cdk8s-inference-gateway';
import { parse, stringify } from 'yaml';
import { eventually } from '../eventually';
import { kubectl, read } from '../kubectl';
import { proxiesOf } from '../proxies';

const ISTIO = 'istio-system';

/** One request, as the proxies wrote it down. */
export type AccessLine = Readonly<Record<string, string | number | null>>;

interface Mesh {
  readonly extensionProviders?: readonly { readonly name: string }[];
}

/** Has the mesh know the log as `istio-values` would install it; undoes that by the function that it returns. */
export async function provideAccessLog(): Promise<() => Promise<void>> {
  const { data } = (await read('configmap', 'istio', ISTIO)) as unknown as { readonly data: { readonly mesh: string } };
  const mesh = parse(data.mesh) as Mesh;
  const providers = mesh.extensionProviders ?? [];
  const set = (text: string) =>
    kubectl([
      'patch',
      'configmap',
      'istio',
      '-n',
      ISTIO,
      '--type=merge',
      '-p',
      JSON.stringify({ data: { mesh: text } }),
    ]);
  const { meshConfig } = IstioInstallation.of().istiodValues() as { readonly meshConfig: Required<Mesh> };
  const others = providers.filter(({ name }) => name !== AccessLog.PROVIDER);
  await set(stringify({ ...mesh, extensionProviders: [...others, ...meshConfig.extensionProviders] }));
  return async () => {
    await set(data.mesh);
  };
}

/** What the proxies of a gateway have written, word by word. */
export async function proxyOutput(gateway: string, namespace: string): Promise<string> {
  const pods = await proxiesOf(gateway, namespace);
  const logs = await Promise.all(
    pods.map(({ metadata }) => kubectl(['logs', metadata.name, '-n', namespace, '--tail=-1'])),
  );
  return logs.join('\n');
}

/** The line of a request, which Envoy writes within a second or two. */
export function lineOf(gateway: string, namespace: string, requestId: string): Promise<AccessLine> {
  return eventually(15, async () => {
    const line = (await proxyOutput(gateway, namespace))
      .split('\n')
      .find((one) => one.startsWith('{') && one.includes(requestId));
    if (line === undefined) throw new Error(`no line of request ${requestId} in the log of ${gateway}`);
    return JSON.parse(line) as AccessLine;
  });
}
