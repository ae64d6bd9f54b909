import { at, itemsAt, textAt } from './fields';
import type { Graph } from './graph';
import type { Manifest } from './manifest';

/** An object that another one makes when it is applied; in every namespace where none is named. */
interface Product {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string | undefined;
}

function secret({ namespace }: Manifest, name: string | undefined): Product {
  return { kind: 'Secret', namespace, name };
}

/** What objects of a kind make, by group and kind. */
const PRODUCTS: Readonly<Record<string, (manifest: Manifest) => Product[]>> = {
  'bitnami.com/SealedSecret': (manifest) => [secret(manifest, manifest.name)],
  'cert-manager.io/Certificate': (manifest) => [secret(manifest, textAt(manifest.json, 'spec', 'secretName'))],
  'external-secrets.io/ClusterExternalSecret': ({ json, name }) => [
    {
      kind: 'Secret',
      name:
        textAt(json, 'spec', 'externalSecretSpec', 'target', 'name') ??
        textAt(json, 'spec', 'externalSecretName') ??
        name,
    },
  ],
  'external-secrets.io/ExternalSecret': (manifest) => [
    secret(manifest, textAt(manifest.json, 'spec', 'target', 'name') ?? manifest.name),
  ],
  'gateway.networking.k8s.io/Gateway': (manifest) => {
    const issued = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer'].some(
      (key) => key in manifest.annotations,
    );
    const references = itemsAt(manifest.json, 'spec', 'listeners').flatMap((one) =>
      itemsAt(one, 'tls', 'certificateRefs'),
    );
    return issued ? references.map((reference) => secret(manifest, textAt(reference, 'name'))) : [];
  },
  'onepassword.com/OnePasswordItem': (manifest) => [secret(manifest, manifest.name)],
  'secrets-store.csi.x-k8s.io/SecretProviderClass': (manifest) =>
    itemsAt(manifest.json, 'spec', 'secretObjects').map((one) => secret(manifest, textAt(one, 'secretName'))),
  'trust.cert-manager.io/Bundle': ({ json, name }) =>
    ['configMap', 'secret']
      .filter((target) => at(json, 'spec', 'target', target) !== undefined)
      .map((target) => ({ kind: target === 'secret' ? 'Secret' : 'ConfigMap', name })),
};

/** HashiCorp's operator names all its kinds alike. */
const VAULT = 'secrets.hashicorp.com';

/** Made in every namespace by Kubernetes, OpenShift and Istio. */
const EVERYWHERE = [
  'ConfigMap kube-root-ca.crt',
  'ConfigMap openshift-service-ca.crt',
  'ConfigMap istio-ca-root-cert',
  'ServiceAccount default',
];

/** Made by the API server when it starts. */
const BOOTSTRAPPED = [
  'ConfigMap kube-system/extension-apiserver-authentication',
  'Role kube-public/system:controller:bootstrap-signer',
  'Role kube-system/extension-apiserver-authentication-reader',
  'Role kube-system/system::leader-locking-kube-controller-manager',
  'Role kube-system/system::leader-locking-kube-scheduler',
  'Role kube-system/system:controller:bootstrap-signer',
  'Role kube-system/system:controller:cloud-provider',
  'Role kube-system/system:controller:token-cleaner',
];

/** Objects that no manifest holds, because others make them. */
export class Makers {
  private readonly made = new Set<string>([...EVERYWHERE, ...BOOTSTRAPPED]);

  constructor(graph: Graph) {
    for (const manifest of graph.manifests) {
      const { group, kind, json } = manifest;
      const products =
        group === VAULT
          ? [secret(manifest, textAt(json, 'spec', 'destination', 'name'))]
          : (PRODUCTS[`${group}/${kind}`]?.(manifest) ?? []);
      for (const product of products) {
        this.made.add(
          `${product.kind} ${product.namespace === undefined ? '' : `${product.namespace}/`}${product.name}`,
        );
      }
    }
  }

  /** Whether an object will be there once the manifests are applied. */
  public make(kind: string, namespace: string, name: string): boolean {
    return this.made.has(`${kind} ${namespace}/${name}`) || this.made.has(`${kind} ${name}`);
  }
}
