import { type Outcome, run } from './kubectl';
import { NO_PROBE_PODS, ProbePod } from './probe-pod';

/** The kinds that the examples are made of, beside Kubernetes' own. */
const CRDS = [
  'gatewayclasses.gateway.networking.k8s.io',
  'gateways.gateway.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'referencegrants.gateway.networking.k8s.io',
  'inferencepools.inference.networking.k8s.io',
  'inferenceobjectives.inference.networking.x-k8s.io',
  'inferencemodelrewrites.inference.networking.x-k8s.io',
  'destinationrules.networking.istio.io',
  'envoyfilters.networking.istio.io',
];

const FLAG = 'ENABLE_GATEWAY_API_INFERENCE_EXTENSION';

/** Fails with what is missing before anything is tested: a cluster, CRDs, or Istio. Says what will be skipped. */
export default async function preflight(): Promise<void> {
  const { KUBECONFIG } = process.env;
  if (KUBECONFIG === undefined || KUBECONFIG === '') {
    stop('KUBECONFIG is not set: set it to the kubeconfig of a cluster for tests, such as one of kind');
  }
  const version = await ask(['version', '-o', 'json']);
  if (version.code !== 0) stop(`the cluster of KUBECONFIG (${KUBECONFIG}) does not answer: ${version.stderr.trim()}`);
  const crds = await ask(['get', 'crd', '-o', 'name']);
  if (crds.code !== 0) stop(`the CRDs cannot be listed: ${crds.stderr.trim()}`);
  const names = new Set(crds.stdout.split('\n').map((line) => line.replace(/^.*\//, '')));
  const missing = CRDS.filter((crd) => !names.has(crd));
  if (missing.length > 0) {
    stop(`CRDs are missing: ${missing.join(', ')}: install Gateway API, Gateway API Inference Extension and Istio`);
  }
  await checkIstio();
  const obstacle = await ProbePod.obstacle();
  if (obstacle !== undefined) {
    process.env[NO_PROBE_PODS] = obstacle;
    process.stderr.write(`The walls are not tested: ${obstacle}.\n`);
  }
}

async function checkIstio(): Promise<void> {
  const where = ['-n', 'istio-system'];
  const istiod = await ask(['rollout', 'status', 'deployment/istiod', ...where, '--timeout=30s']);
  if (istiod.code !== 0) stop(`Deployment istio-system/istiod is not ready: ${istiod.stderr.trim()}`);
  const env = `jsonpath={.spec.template.spec.containers[*].env[?(@.name=="${FLAG}")].value}`;
  const flag = await ask(['get', 'deployment/istiod', ...where, '-o', env]);
  if (flag.stdout.trim() !== 'true') stop(`istiod runs without ${FLAG}=true, so it ignores every InferencePool`);
  const accepted = await ask(['wait', '--for=condition=Accepted', 'gatewayclass/istio', '--timeout=30s']);
  if (accepted.code !== 0) stop(`GatewayClass istio is not accepted: ${accepted.stderr.trim()}`);
}

async function ask(args: string[]): Promise<Outcome> {
  try {
    return await run('kubectl', args);
  } catch (error) {
    return stop(`kubectl cannot be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function stop(reason: string): never {
  throw new Error(`Nothing was tested: ${reason}.`);
}
