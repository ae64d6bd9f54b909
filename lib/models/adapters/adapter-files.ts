import type { Construct } from 'constructs';
import { Cluster } from '../../cluster';
import type { Egress } from '../../network/network-policy';
import { type Outside, outside } from '../../network/outside';
import type { InitContainer, Mount } from '../../private/pod';
import type { SecretKey } from '../secret-key';
import type { Adapter } from './adapter-set';

const DOWNLOADS = '/adapters';
const VOLUMES = '/adapter-volumes';
const TOKEN = '/var/run/secrets/huggingface';

/** What the files of a pool's adapters mean for its pods. */
export interface AdapterFiles {
  /** Folder of each adapter, in their order. */
  readonly paths: string[];
  readonly mounts: Mount[];
  readonly initContainers: InitContainer[];
  readonly egress: Egress[];
}

/** The files of adapters, for a server that mounts some volumes already. */
export function adapterFiles(scope: Construct, adapters: Adapter[], mounted: Mount[]): AdapterFiles {
  const mounts: Mount[] = [];
  const initContainers: InitContainer[] = [];
  const downloads = adapters.filter(({ source }) => source._place.claim === undefined);
  const volume = downloadVolume(downloads.length);
  const endpoint = Cluster.of(scope).huggingFace;
  const way = outside(scope, endpoint?._direct);
  const paths = adapters.map(({ source }) => {
    const { claim, path, repository = '', revision, token } = source._place;
    if (claim !== undefined) return join(claimMount(claim, mounted, mounts).mountPath, path);
    const number = initContainers.length + 1;
    const target = `${DOWNLOADS}/${number}`;
    initContainers.push(
      download({ number, repository, revision, token, target, volume, way, endpoint: endpoint?.url }),
    );
    return target;
  });
  if (downloads.length > 0) mounts.push({ ...volume, readOnly: true });
  return { paths, mounts, initContainers, egress: downloads.length > 0 ? way.egress : [] };
}

function join(root: string, path: string | undefined): string {
  return path === undefined ? root : `${root}/${path}`;
}

/** The volume of a claim, mounted once: the pool's weights may lie on it too. */
function claimMount(claim: string, mounted: Mount[], added: Mount[]): Mount {
  const same = ({ source }: Mount) =>
    (source.persistentVolumeClaim as { claimName?: string } | undefined)?.claimName === claim;
  const known = [...mounted, ...added].find(same);
  if (known !== undefined) return known;
  const mount: Mount = {
    name: `adapters-${added.length + 1}`,
    mountPath: `${VOLUMES}/${claim}`,
    readOnly: true,
    source: { persistentVolumeClaim: { claimName: claim, readOnly: true } },
  };
  added.push(mount);
  return mount;
}

function downloadVolume(count: number): Mount {
  return { name: 'adapters', mountPath: DOWNLOADS, source: { emptyDir: { sizeLimit: `${4 * count}Gi` } } };
}

interface Download {
  readonly number: number;
  readonly repository: string;
  readonly revision?: string;
  readonly token?: SecretKey;
  readonly target: string;
  readonly volume: Mount;
  readonly way: Outside;
  readonly endpoint?: string;
}

const SCRIPT = [
  'import sys',
  'from huggingface_hub import snapshot_download',
  'repository, revision, target = sys.argv[1:]',
  'snapshot_download(repository, revision=revision or None, local_dir=target, allow_patterns=["adapter_*"])',
].join('\n');

/** Downloads one adapter with the Hugging Face library that the server's image brings. */
function download({ number, repository, revision, token, target, volume, way, endpoint }: Download): InitContainer {
  const secret = token && {
    name: `adapter-${number}-token`,
    mountPath: TOKEN,
    readOnly: true,
    source: { secret: { secretName: token.secret, defaultMode: 0o440, items: [{ key: token.key, path: 'token' }] } },
  };
  return {
    name: `adapter-${number}`,
    command: ['python3', '-c', SCRIPT],
    args: [repository, revision ?? '', target],
    env: [
      { name: 'HF_HOME', value: `${DOWNLOADS}/.cache` },
      { name: 'HF_HUB_DISABLE_TELEMETRY', value: '1' },
      ...(secret === undefined ? [] : [{ name: 'HF_TOKEN_PATH', value: `${TOKEN}/token` }]),
      ...(endpoint === undefined ? [] : [{ name: 'HF_ENDPOINT', value: endpoint }]),
      ...way.env,
    ],
    resources: {
      requests: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '64Mi' },
      limits: { cpu: '2', memory: '2Gi', 'ephemeral-storage': '256Mi' },
    },
    mounts: [volume, ...(secret === undefined ? [] : [secret]), ...way.mounts],
  };
}
