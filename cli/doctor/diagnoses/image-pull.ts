import { counted } from '../../counted';
import type { Diagnosis } from '../diagnosis';
import type { Pod } from '../kinds';
import { grouped, statusesOf } from '../workloads';

const REASONS = ['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName', 'RegistryUnavailable'];

interface Fault {
  readonly image: string;
  readonly reason: string;
  readonly message: string;
}

/** An image that no node can pull. */
export const imagePull: Diagnosis = {
  id: 'image-pull',
  *diagnose(cluster) {
    for (const { maker, pods, first } of grouped(cluster, cluster.pods.flatMap(faultsOf))) {
      const said = first.message === '' ? '' : `: ${first.message}`;
      yield {
        object: maker,
        message: `has ${counted(pods.length, 'pod')} whose image ${first.image} cannot be pulled (${first.reason})${said}`,
        fix: remedy(first),
      };
    }
  },
};

function faultsOf(pod: Pod): [Pod, string, Fault][] {
  return statusesOf(pod).flatMap(({ image, state }) => {
    const { reason = '', message = '' } = state?.waiting ?? {};
    return REASONS.includes(reason) ? [[pod, image, { image, reason, message }] as [Pod, string, Fault]] : [];
  });
}

function remedy({ reason, message }: Fault): string {
  if (reason === 'InvalidImageName') return 'write an image as REGISTRY/REPOSITORY:TAG';
  if (/unauthorized|denied|forbidden|40[13]/i.test(message)) {
    return "give the namespace a pull Secret and name it: Registry.mirror(..., { pullSecret: 'NAME' })";
  }
  if (/not found|manifest unknown|does not exist/i.test(message)) {
    return 'put this image and tag into the registry that the manifests name, or correct them';
  }
  return 'see that nodes reach the registry; without the internet: Registry.mirror(...)';
}
