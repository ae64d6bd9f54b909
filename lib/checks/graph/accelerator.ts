import { fieldsAt, textAt } from './fields';
import { quantity } from './quantity';

/** Resources of device plugins that models run on; network cards and shares of a GPU's memory are others. */
const ACCELERATORS = [
  /^[a-z.]*nvidia\.com\/(gpu|mig-)/,
  /^amd\.com\/gpu/,
  /^gpu\.intel\.com\/(i915|xe)$/,
  /^habana\.ai\/gaudi/,
  /(^|\.)google\.com\/(tpu|v\d)/,
  /^aws\.amazon\.com\/neuron(core|device)?$/,
  /^huawei\.com\/Ascend/,
  /\/x?[gnt]pu$/,
];
const SHARES = /gpu-?(mem|cores|memory|priority)/;

/** Whether a resource counts GPUs or the like. */
export function isAccelerator(resource: string): boolean {
  return ACCELERATORS.some((pattern) => pattern.test(resource)) && !SHARES.test(resource);
}

/** Whether a resource is one that a device plugin or an operator adds to nodes. */
export function isExtended(resource: string): boolean {
  return resource.includes('/') && !/^([^/]*\.)?kubernetes\.io\//.test(resource);
}

/** Accelerators that a container asks for, by resource: 0 too, where it says so. */
export function acceleratorsOf(container: unknown): Map<string, number> {
  const resources = { ...fieldsAt(container, 'resources', 'requests'), ...fieldsAt(container, 'resources', 'limits') };
  const asked = Object.keys(resources).filter(isAccelerator);
  return new Map(asked.map((resource) => [resource, quantity(textAt(resources, resource)) ?? 0]));
}
