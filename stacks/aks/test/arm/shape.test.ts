import type { Settings } from '../settings';
import { deploy, ofKind, plain } from '../stack/deploy';
import { armBody, violations } from './shape';

const MODELS = ['ManagedCluster', 'AgentPool', 'MaintenanceConfiguration'] as const;

/** Every request of a configuration in which most things are asked for. */
const FULL: Settings = {
  access: { privateCluster: true, adminGroupObjectIds: ['00000000-0000-4000-8000-000000000001'] },
  addons: { monitoring: 'managed', keda: true, keyVault: true, policy: true },
  tags: { owner: 'red' },
  gpuPools: {
    a100: { vmSize: 'Standard_NC24ads_A100_v4', max: 4, zones: ['1'], labels: { team: 'red' } },
    sliced: { vmSize: 'Standard_NC24ads_A100_v4', mig: 'MIG1g', stopped: true },
    cheap: { vmSize: 'Standard_NC40ads_H100_v5', spot: true, driver: 'None' },
  },
};

async function bodies(change: Settings) {
  const all = await deploy(change);
  return MODELS.flatMap((model) =>
    ofKind(all, model).map(({ inputs }) => ({ model, body: armBody(model, plain(inputs) as Settings) })),
  );
}

test.each([
  ['smallest', {}],
  ['fullest', FULL],
])("the requests of the %s configuration are what Microsoft's model takes", async (_, change) => {
  const requests = await bodies(change);
  expect(requests.length).toBeGreaterThan(4);
  expect(requests.flatMap(({ model, body }) => violations(model, body))).toEqual([]);
});

test.each([
  ['unknown deep within', { networkProfile: { gatewayAPI: {} } }, 'gatewayAPI is unknown'],
  ['of another type', { enableRBAC: 'yes' }, 'enableRBAC ("yes") is no boolean'],
  ['out of its pattern', { networkProfile: { podCidr: 'everywhere' } }, 'podCidr ("everywhere") breaks'],
  ['without its name', { agentPoolProfiles: [{ vmSize: 'x' }] }, 'agentPoolProfiles[0].name is missing'],
  ['above its range', { agentPoolProfiles: [{ name: 'system', osDiskSizeGB: 9999 }] }, 'osDiskSizeGB (9999) breaks'],
])('finds what is %s', (_, properties, sentence) => {
  expect(violations('ManagedCluster', { location: 'x', properties }).join('\n')).toContain(sentence);
});
