// The program on Pulumi's real engine, and against a real Kubernetes, where both can be had (folder `shared` beside the
// repository, or PULUMI_LOCAL): nothing of it is needed to use the stack.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const stack = fileURLToPath(new URL('../', import.meta.url));
const shared = fileURLToPath(new URL('../../../../shared/', import.meta.url));
const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');

function run(command, args, environment = {}) {
  const { status } = spawnSync(command, args, {
    cwd: stack,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return status ?? 1;
}

function must(command, args, environment) {
  const status = run(command, args, environment);
  if (status !== 0) throw new Error(`stacks/aks: ${command} ${args.join(' ')} ended with ${status}`);
}

const jest = (file) => ['jest', '--config', 'jest.engine.config.json', `test/engine/${file}`];

if (!existsSync(join(shared, 'pulumi', 'pulumi-local'))) {
  console.log('stacks/aks: no local engine here: preview, up and destroy were not run');
  process.exit(0);
}
must(join(shared, 'unpack'), ['pulumi', 'cluster', 'components']);
must('npx', jest('azure.test.ts'));

if (process.argv.includes('--azure-only') || !existsSync(join(shared, 'cluster', 'cluster'))) {
  console.log('stacks/aks: no test cluster asked for: Istio was not installed and no request sent');
  process.exit(0);
}
const name = process.env.CLUSTER_NAME ?? `stacks-${process.pid}`;
const environment = {
  CLUSTER_NAME: name,
  // The node plays the part of the CPU pool: nodes with GPUs are added by the test.
  CLUSTER_LABELS: 'topology.kubernetes.io/region=swedencentral',
  CLUSTER_GPUS: '0',
};
const cluster = join(shared, 'cluster', 'cluster');
const lab = process.env.LAB_CACHE ?? join(caches, 'inference-lab');
const charts = mkdtempSync(join(tmpdir(), 'stacks-charts-'));
try {
  must(join(shared, 'cluster', 'images', 'build.sh'), [], environment);
  must(cluster, ['up'], environment);
  must(join(shared, 'cluster', 'images', 'components'), ['load'], environment);
  cpSync(join(lab, 'charts'), charts, { recursive: true });
  cpSync(join(stack, 'test', 'engine', 'charts'), charts, { recursive: true });
  const home = process.env.CLUSTER_HOME ?? join(caches, 'inference-cluster');
  must(cluster, ['run', '--', 'npx', ...jest('cluster.test.ts')], {
    ...environment,
    AZURE_LOCAL_KUBECONFIG: join(home, 'clusters', name, 'admin.kubeconfig'),
    PULUMI_LOCAL_CHARTS: charts,
    STACKS_CRDS: join(lab, 'crds'),
    STACKS_ISTIO_TAG: '1.31-eed52ebb66ad',
  });
} finally {
  run(cluster, ['down'], environment);
  rmSync(charts, { recursive: true, force: true });
}
