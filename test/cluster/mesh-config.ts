import { parse, stringify } from 'yaml';
import { kubectl, read } from './kubectl';

const NAMESPACE = 'istio-system';

/** What gateways may refer to in the mesh's configuration. */
export interface ExtensionProvider {
  readonly name: string;
  readonly [field: string]: unknown;
}

interface Mesh {
  readonly extensionProviders?: readonly ExtensionProvider[];
}

/** Adds providers to the mesh, in place of those of the same names; undoes that by the function that it returns. */
export async function provideExtensions(providers: readonly ExtensionProvider[]): Promise<() => Promise<void>> {
  const { data } = (await read('configmap', 'istio', NAMESPACE)) as unknown as {
    readonly data: { readonly mesh: string };
  };
  const set = (mesh: string) => {
    const patch = JSON.stringify({ data: { mesh } });
    return kubectl(['patch', 'configmap', 'istio', '-n', NAMESPACE, '--type=merge', '-p', patch]);
  };
  const mesh = parse(data.mesh) as Mesh;
  const others = (mesh.extensionProviders ?? []).filter((one) => !providers.some(({ name }) => name === one.name));
  await set(stringify({ ...mesh, extensionProviders: [...others, ...providers] }));
  return async () => {
    await set(data.mesh);
  };
}
