import { crds, installMissingCrds } from './crds';
import { checkIstio, installMissingIstio } from './istio';
import { onPath, run } from './kubectl';
import { findObstacles } from './obstacles';

/** Fails with what is missing before anything is tested. Installs CRDs and Istio where there are none. */
export default async function preflight(): Promise<void> {
  try {
    await checkCluster();
    await installMissingCrds(say);
    await installMissingIstio(say);
    await checkIstio();
    const ofIstio = ['destinationrules', 'envoyfilters'].map((plural) => `${plural}.networking.istio.io`);
    const present = await crds();
    const missing = ofIstio.filter((crd) => !present.has(crd));
    if (missing.length > 0)
      throw new Error(`CRDs of Istio are missing: ${missing.join(', ')}: install its chart 'base'`);
  } catch (error) {
    throw new Error(`Nothing was tested: ${error instanceof Error ? error.message : String(error)}.`);
  }
  await findObstacles(say);
}

async function checkCluster(): Promise<void> {
  if (!(await onPath('kubectl'))) throw new Error('kubectl is not on PATH: install it');
  const { KUBECONFIG = '' } = process.env;
  if (KUBECONFIG === '') {
    throw new Error('KUBECONFIG is not set: set it to the kubeconfig of a cluster for tests, such as one of kind');
  }
  const { code, stderr } = await run('kubectl', ['version', '-o', 'json']);
  if (code !== 0) throw new Error(`the cluster of KUBECONFIG (${KUBECONFIG}) does not answer: ${stderr.trim()}`);
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}.\n`);
}
