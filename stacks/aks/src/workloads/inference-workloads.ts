import { Namespace, Secret } from '@pulumi/kubernetes/core/v1';
import type { Provider } from '@pulumi/kubernetes/provider';
import { ConfigGroup } from '@pulumi/kubernetes/yaml/v2';
import * as pulumi from '@pulumi/pulumi';
import { awaited } from './awaited';
import { type Manifest, TOKEN_SECRET } from './program';

/** Kubernetes looks again whether a namespace is empty after half of the longest grace period of its pods. */
const GONE = '30m';

export interface InferenceWorkloadsArgs {
  /** The cluster; it must update ConfigMaps and Secrets in place. */
  readonly provider: Provider;
  /** The objects of a cdk8s program, made from plain values. */
  readonly manifests: Manifest[];
  readonly namespace: string;
  /** Token of Hugging Face, if a model needs it. */
  readonly token?: pulumi.Input<string>;
}

/** The gateway and its models. */
export class InferenceWorkloads extends pulumi.ComponentResource {
  constructor(name: string, args: InferenceWorkloadsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('inference-gateway:aks:InferenceWorkloads', name, {}, opts);
    const { provider, manifests, namespace, token } = args;
    const group = (part: string, objs: Manifest[], dependsOn: pulumi.Resource[]) =>
      new ConfigGroup(
        `${name}-${part}`,
        { objs: objs.map(awaited), resourcePrefix: `${name}-${part}` },
        { parent: this, provider, dependsOn },
      );
    const isNamespace = ({ kind }: Manifest) => kind === 'Namespace';
    const namespaces = manifests
      .filter(isNamespace)
      .map(
        ({ metadata }) =>
          new Namespace(
            `${name}-namespace-${metadata.name}`,
            { metadata },
            { parent: this, provider, customTimeouts: { delete: GONE } },
          ),
      );
    // Before the pods that mount it, and after the namespace that the program makes.
    const secrets =
      token === undefined
        ? []
        : [
            new Secret(
              `${name}-token`,
              { metadata: { name: TOKEN_SECRET.name, namespace }, stringData: { [TOKEN_SECRET.key]: token } },
              { parent: this, provider, dependsOn: namespaces },
            ),
          ];
    group(
      'objects',
      manifests.filter((manifest) => !isNamespace(manifest)),
      [...namespaces, ...secrets],
    );
    this.registerOutputs({});
  }
}
