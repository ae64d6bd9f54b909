import { IstioInstallation } from 'cdk8s-inference-gateway';
import { eventually } from './eventually';
import { kubectl } from './kubectl';
import { type ExtensionProvider, provideExtensions } from './mesh-config';
import { proxiesOf } from './proxies';

/** One request, as the proxies wrote it down. */
export type AccessLine = Readonly<Record<string, string | number | null>>;

/** Has the mesh know the log as `istio-values` would install it; undoes that by the function that it returns. */
export function provideAccessLog(): Promise<() => Promise<void>> {
  const { meshConfig } = IstioInstallation.of().istiodValues() as {
    readonly meshConfig: { readonly extensionProviders: ExtensionProvider[] };
  };
  return provideExtensions(meshConfig.extensionProviders);
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
