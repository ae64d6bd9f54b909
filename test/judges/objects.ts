import type { Rendered } from '../render';

/** Kinds whose names must be DNS labels, and those whose labels bound them to 63 characters. */
const LABELS = ['Namespace', 'Service'];
const CLUSTER_SCOPED = ['Namespace', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

/** Objects that the API server would refuse for their metadata, or that another one would replace. */
export function objectFaults(objects: Rendered[]): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const { apiVersion, kind, metadata } of objects) {
    const { name, namespace, labels = {} } = metadata;
    const key = `${apiVersion.split('/')[0]} ${kind} ${namespace}/${name}`;
    if (seen.has(key)) faults.push(`${key} is rendered twice`);
    seen.add(key);
    const [pattern, length] = LABELS.includes(kind) ? [/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 63] : [SUBDOMAIN, 253];
    if (!pattern.test(name) || name.length > length) faults.push(`${key} has an invalid name`);
    if (CLUSTER_SCOPED.includes(kind) !== (namespace === undefined)) faults.push(`${key} has a wrong namespace`);
    for (const value of Object.values(labels)) {
      if (!/^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$/.test(value) || value.length > 63)
        faults.push(`${key} has the label ${value}`);
    }
    if (JSON.stringify(metadata).includes('null')) faults.push(`${key} has null in its metadata`);
  }
  return faults;
}

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
