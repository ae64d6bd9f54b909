import { Duration } from 'cdk8s';
import { RequestBudget } from 'cdk8s-inference-gateway';
import { limited } from '../../../limits/limited';
import { objectsOf, type Rendered } from '../../../render';
import { changed, found } from '../../manifests';

const RULE = 'tenant-identity';
const objects = objectsOf(limited({ a: [RequestBudget.perReplica(60, Duration.minutes(1))] }).app);
const finds = (list: Rendered[]) => found(list).filter((one) => one.startsWith(`${RULE} `));

test('a budget of a tenant whom its hostname names is right', () => {
  expect(finds(objects)).toEqual([]);
});

test('a budget of a tenant whom no hostname names is reported', () => {
  const unnamed = changed(
    objects,
    'EnvoyFilter',
    'gateway-request-filters',
    /("generic_key":\{[^}]*"descriptor_value":)"a"/,
    '$1"b"',
  );
  expect(finds(unnamed)).toEqual([`${RULE} error EnvoyFilter edge/gateway-request-filters`]);
});
