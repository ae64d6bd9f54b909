import type { ObjectProps } from '../private/object';

/** What tells the ConfigMaps of two models apart. */
export function modelSlug(modelName: string): string {
  return modelName.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** Refuses a model whose ConfigMap another model has already. */
export function checkSlug(modelName: string, other: string | undefined): void {
  if (other === undefined) return;
  throw new Error(
    `'modelName' (${modelName}) differs from '${other}' only in case or punctuation: give one of them a name that people can tell apart`,
  );
}

/** The ConfigMap by which a body router learns of a model and of the adapters that belong to it. */
export function modelMapping(gatewayName: string, modelName: string, data: unknown): ObjectProps {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: `${gatewayName}-model-${modelSlug(modelName)}`,
    labels: { 'inference.networking.k8s.io/bbr-managed': 'true' },
    data,
  };
}

/** Its contents: the adapters are a YAML list in a string. */
export function mappingData(modelName: string, adapterNames: string[]): Record<string, string> {
  const adapters = adapterNames.map((name) => `- ${JSON.stringify(name)}\n`).join('');
  return adapters === '' ? { baseModel: modelName } : { baseModel: modelName, adapters };
}
