import { type Finding, Severity } from 'cdk8s-inference-gateway';
import { counted } from '../counted';
import type { Client } from '../doctor/clients';
import type { Cluster } from '../doctor/cluster';
import { crdVersions } from '../doctor/diagnoses/crds';
import { istioVersion } from '../doctor/istio';
import { curlOf, noteOf, sdkOf } from './snippet';
import { block, styled, summary } from './text';

/** What was looked at, what is wrong with it, and how its models are asked. */
export interface Diagnosed {
  readonly cluster: Cluster;
  readonly findings: readonly Finding[];
  readonly clients: readonly Client[];
}

/** A diagnosis as people read it. How to ask the models stands there only if they can answer. */
export function diagnosisText({ cluster, findings, clients }: Diagnosed, coloured: boolean): string {
  const style = styled(coloured);
  const { namespaces, objects } = cluster.snapshot;
  const own = objects.filter(({ metadata }) => namespaces.includes(metadata.namespace ?? '')).length;
  const looked = `${counted(own, 'object')} of ${counted(namespaces.length, 'namespace')} (${versionsOf(cluster).join(', ')})`;
  const blocks = findings.map((finding) => `${block(finding, style)}\n`);
  const models = healthy(findings) ? clients.map((client) => section(client, style)) : [];
  return [...blocks, `${summary(findings)} in ${looked}\n`, ...models].join('\n');
}

/** A diagnosis as one object, for other programs. */
export function diagnosisJson({ cluster, findings, clients }: Diagnosed): string {
  const object = {
    healthy: healthy(findings),
    versions: versionsOf(cluster),
    namespaces: cluster.snapshot.namespaces,
    findings: findings.map(({ rule, severity, object: one, constructPath, message, fix, docs }) => {
      const { apiVersion, kind, namespace, name } = one;
      return { rule, severity, object: { apiVersion, kind, namespace, name }, constructPath, message, fix, docs };
    }),
    models: clients.map((client) => ({
      model: client.model,
      adapters: client.adapters,
      route: `${client.route.metadata.namespace}/${client.route.metadata.name}`,
      address: client.address,
      curl: curlOf(client),
      python: sdkOf(client),
    })),
  };
  return `${JSON.stringify(object, undefined, 2)}\n`;
}

function healthy(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== Severity.ERROR);
}

function versionsOf(cluster: Cluster): string[] {
  const istio = cluster.controlPlanes.flatMap((istiod) => istioVersion(istiod) ?? []);
  return [
    `Kubernetes ${cluster.snapshot.version}`,
    ...crdVersions(cluster),
    ...[...new Set(istio)].map((version) => `Istio ${version}`),
  ];
}

function section(client: Client, style: ReturnType<typeof styled>): string {
  const { namespace, name } = client.route.metadata;
  const adapters = client.adapters.length === 0 ? '' : `, adapters ${client.adapters.join(', ')}`;
  return [
    style('bold', `${client.model} (HTTPRoute ${namespace}/${name}${adapters})`),
    ...[noteOf(client)].filter((note) => note !== undefined).map((note) => style('dim', `# ${note}`)),
    curlOf(client),
    style('dim', '# or, in Python:'),
    `${sdkOf(client)}\n`,
  ].join('\n');
}
