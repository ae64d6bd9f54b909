import { join } from 'node:path';
import { IstioInstallation } from '../../lib/providers/istio/istio-installation';
import { type Component, Versions } from '../../lib/versions';
import { kubectl, onPath, run } from './kubectl';

/** Where the CRDs of a group are from: a folder of the locked Go module, or a file of the same release. */
interface Source {
  readonly component: Component;
  readonly folder: string;
  readonly release?: string;
  /** The kinds that the examples are made of. */
  readonly crds: readonly string[];
}

const [gatewayApi, inferenceExtension] = IstioInstallation.of().crds;

const SOURCES: readonly Source[] = [
  {
    component: Versions.GATEWAY_API,
    folder: 'config/crd/standard',
    release: gatewayApi,
    crds: ['gatewayclasses', 'gateways', 'httproutes', 'referencegrants'].map(
      (plural) => `${plural}.gateway.networking.k8s.io`,
    ),
  },
  {
    component: Versions.INFERENCE_EXTENSION,
    folder: 'config/crd/bases',
    release: inferenceExtension,
    crds: [
      'inferencepools.inference.networking.k8s.io',
      'inferenceobjectives.inference.networking.x-k8s.io',
      'inferencemodelrewrites.inference.networking.x-k8s.io',
    ],
  },
];

/** Names of all CRDs of the cluster. */
export async function crds(): Promise<Set<string>> {
  const found = await kubectl(['get', 'crd', '-o', 'name']);
  return new Set(found.split('\n').map((line) => line.replace(/^.*\//, '')));
}

/** Applies the locked CRDs of each group that lacks one, and says so; what is there already is left as it is. */
export async function installMissingCrds(say: (sentence: string) => void): Promise<void> {
  const present = await crds();
  for (const source of SOURCES) {
    const missing = source.crds.filter((crd) => !present.has(crd));
    if (missing.length === 0) continue;
    const manifests = await manifestsOf(source);
    say(`CRDs are missing (${missing.join(', ')}): applying ${manifests}`);
    await kubectl(['apply', '--server-side', '-f', manifests], { seconds: 120 });
    const established = ['wait', '--for=condition=Established', '--timeout=30s'];
    await kubectl([...established, ...missing.map((crd) => `crd/${crd}`)]);
  }
}

/** From the Go module, which is verified by its checksum, where there is a Go; else from the page of the release. */
async function manifestsOf({ component, folder, release = '' }: Source): Promise<string> {
  const { module = '' } = component;
  if (!(await onPath('go'))) return release;
  const { code, stdout, stderr } = await run('go', ['mod', 'download', '-json', module], { seconds: 120 });
  if (code !== 0) throw new Error(`go mod download ${module} ended with ${code}: ${stderr}${stdout}`);
  return join((JSON.parse(stdout) as { Dir: string }).Dir, folder);
}
