import { join } from 'node:path';
import { IstioInstallation } from '../../lib/providers/istio/istio-installation';
import { Versions } from '../../lib/versions';
import { kubectl, onPath, read, run } from './kubectl';

const FLAG = IstioInstallation.INFERENCE_FLAG;
const NAMESPACE = 'istio-system';

/** A folder with the charts `base` and `istiod`, or the address of a repository with them. */
const CHARTS = process.env.ISTIO_CHARTS || IstioInstallation.CHART_REPOSITORY;

/** A file of values for istiod, such as for the hub of a mirror. */
const VALUES = process.env.ISTIO_VALUES || undefined;

/** Installs the locked Istio where there is none, and says so; one that is there is left as it is. */
export async function installMissingIstio(say: (sentence: string) => void): Promise<void> {
  if ((await read('deployment', 'istiod', NAMESPACE)) !== undefined) return;
  const { lock } = Versions.ISTIO;
  if (!(await onPath('helm'))) {
    throw new Error(`Istio is missing and helm is not on PATH, which installs it: add helm, or install Istio ${lock}`);
  }
  say(`Istio is missing: installing ${/^https?:/.test(CHARTS) ? lock : 'it'} from ${CHARTS}`);
  const values = VALUES === undefined ? [] : ['-f', VALUES];
  await helm('istio-base', 'base', ['--create-namespace', '--wait']);
  const flag = ['--set-string', `env.${FLAG}=true`];
  await helm('istiod', 'istiod', [...values, ...flag, '--wait', '--timeout', '5m']);
}

/** Fails where Istio does not run, or would leave every InferencePool alone. */
export async function checkIstio(): Promise<void> {
  const where = ['-n', NAMESPACE];
  await kubectl(['rollout', 'status', 'deployment/istiod', ...where, '--timeout=30s']);
  const env = `jsonpath={.spec.template.spec.containers[*].env[?(@.name=="${FLAG}")].value}`;
  const flag = await kubectl(['get', 'deployment/istiod', ...where, '-o', env]);
  if (flag.trim() !== 'true') throw new Error(`istiod runs without ${FLAG}=true, so it ignores every InferencePool`);
  await kubectl(['wait', '--for=condition=Accepted', 'gatewayclass/istio', '--timeout=30s']);
}

async function helm(release: string, chart: string, args: readonly string[]): Promise<void> {
  const remote = /^https?:/.test(CHARTS);
  const from = remote ? [chart, '--repo', CHARTS, '--version', Versions.ISTIO.lock] : [join(CHARTS, chart)];
  const all = ['upgrade', '--install', release, ...from, '-n', NAMESPACE, ...args];
  const { code, stderr } = await run('helm', all, { seconds: 360 });
  if (code !== 0) throw new Error(`helm ${all.join(' ')} ended with ${code}: ${stderr.trim()}`);
}
