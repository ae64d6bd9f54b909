import { Severity } from '../../finding';
import { acceleratorsOf, isExtended } from '../../graph/accelerator';
import type { Container } from '../../graph/container';
import { Demand } from '../../graph/demand';
import { type Fields, fieldsAt, itemsAt, listAt, textAt } from '../../graph/fields';
import { quantity } from '../../graph/quantity';
import { Vllm } from '../../graph/vllm';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

/** Whether a container gets at GPUs in a way that no device plugin counts. */
function reachesDevicesOtherwise({ podSpec }: Workload, container: Container): boolean {
  return (
    !['', 'none', 'void'].includes(container.env('NVIDIA_VISIBLE_DEVICES') ?? '') ||
    textAt(podSpec, 'runtimeClassName') !== undefined ||
    listAt(podSpec, 'resourceClaims').length > 0 ||
    fieldsAt(container.json, 'securityContext').privileged === true ||
    itemsAt(podSpec, 'volumes').some((volume) => textAt(volume, 'hostPath', 'path')?.startsWith('/dev/') === true)
  );
}

/** A GPU for every vLLM that does not run on CPUs. */
function* missingGpu(demand: Demand, workload: Workload, vllm: Vllm): Iterable<Fault> {
  const { container } = vllm;
  const devices = acceleratorsOf(container.json);
  const object = workload.manifest;
  const asked = [...devices.values()].reduce((sum, count) => sum + count, 0);
  if (asked > 0) return;
  const [resource] = devices.keys();
  if (resource !== undefined) {
    yield {
      object,
      message: `asks for 0 ${resource} in container '${container.name}', which serves a model with vLLM`,
      fix: `write resources.limits['${resource}']: 1 or more, or an image for CPUs`,
    };
    return;
  }
  const others = [
    ...Object.keys(fieldsAt(container.json, 'resources', 'limits')),
    ...demand.givenLimits(workload.namespace),
  ].some(isExtended);
  if (others || reachesDevicesOtherwise(workload, container)) return;
  yield {
    object,
    severity: vllm.gpuImage ? Severity.ERROR : Severity.WARNING,
    message: `asks for no GPU in container '${container.name}', which serves a model with vLLM (${container.image})`,
    fix: "write resources.limits['nvidia.com/gpu']: 1 or more, or an image for CPUs, whose name ends in -cpu",
  };
}

/** As many GPUs as vLLM's processes. */
function* wrongNumber(workload: Workload, vllm: Vllm): Iterable<Fault> {
  const asked = [...acceleratorsOf(vllm.container.json).values()].reduce((sum, count) => sum + count, 0);
  const { gpus, statesGpus } = vllm;
  if (gpus === undefined || asked === 0 || gpus === asked || workload.manifest.kind === 'LeaderWorkerSet') return;
  const parallel = statesGpus ? 'tensor x pipeline x data parallel' : 'no --tensor-parallel-size';
  yield {
    object: workload.manifest,
    severity: gpus > asked ? Severity.ERROR : Severity.WARNING,
    message: `runs vLLM on ${gpus} GPU${gpus === 1 ? '' : 's'} (${parallel}), but container '${vllm.container.name}' asks for ${asked}${gpus > asked ? '' : ', of which the others idle'}`,
    fix: `write resources.limits for ${gpus}, or --tensor-parallel-size=${asked}`,
  };
}

function* unequal(workload: Workload, container: Fields): Iterable<Fault> {
  const limits = fieldsAt(container, 'resources', 'limits');
  const requests = fieldsAt(container, 'resources', 'requests');
  for (const resource of Object.keys(requests).filter(isExtended)) {
    const [request, limit] = [textAt(requests, resource), textAt(limits, resource)];
    if (quantity(request) === quantity(limit)) continue;
    yield {
      object: workload.manifest,
      message: `requests ${request} ${resource} in container '${textAt(container, 'name')}' with ${limit === undefined ? 'no limit' : `a limit of ${limit}`}, which the API server refuses`,
      fix: `write the same number as request and limit, or the limit alone`,
    };
  }
}

export const gpuRequest: Rule = {
  id: 'gpu-request',
  title: 'Every vLLM on GPUs asks for as many as its processes take, with equal requests and limits.',
  why: 'Without a device the pod lands on any node and vLLM ends with "Failed to infer device type"; with fewer than tensor x pipeline parallel it ends as well, minutes later (https://docs.vllm.ai/en/stable/serving/parallelism_scaling/, https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/).',
  severity: Severity.ERROR,
  *check(graph) {
    const demand = new Demand(graph);
    for (const workload of graph.workloads) {
      const { podSpec } = workload;
      for (const container of [...itemsAt(podSpec, 'containers'), ...itemsAt(podSpec, 'initContainers')]) {
        yield* unequal(workload, container);
      }
      const vllm = Vllm.in(workload);
      if (vllm === undefined || vllm.onCpu) continue;
      yield* missingGpu(demand, workload, vllm);
      yield* wrongNumber(workload, vllm);
    }
  },
};
