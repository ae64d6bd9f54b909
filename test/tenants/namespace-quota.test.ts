import { Size } from 'cdk8s';
import { NamespaceQuota, type NamespaceQuotaProps } from 'cdk8s-inference-gateway';
import { refuses } from '../refuses';

const QUOTA: NamespaceQuotaProps = { cpu: '20', memory: Size.gibibytes(64), pods: 50 };
const of = (changes: Partial<NamespaceQuotaProps>) => NamespaceQuota.of({ ...QUOTA, ...changes });

test('limits may add up to twice the requests, unless asked otherwise', () => {
  expect(of({}).hard).toEqual({
    'requests.cpu': '20',
    'limits.cpu': '40',
    'requests.memory': '64Gi',
    'limits.memory': '128Gi',
    pods: '50',
  });
});

test('limits of their own are kept', () => {
  expect(of({ cpuLimit: '21', memoryLimit: Size.gibibytes(65) }).hard).toMatchObject({
    'limits.cpu': '21',
    'limits.memory': '65Gi',
  });
});

test('thousandths of a CPU and MiB stay exact', () => {
  expect(of({ cpu: '500m', memory: Size.mebibytes(1500) }).hard).toMatchObject({
    'requests.cpu': '500m',
    'limits.cpu': '1',
    'requests.memory': '1500Mi',
    'limits.memory': '3000Mi',
  });
});

for (const cpu of ['0', '-1', '1.5', 'many', '', '20 ', '1e3']) {
  refuses(`'${cpu}' CPUs`, () => of({ cpu }), `'cpu' (${cpu})`, "write '20' or '500m'");
}
refuses('a CPU limit that is none', () => of({ cpuLimit: 'x' }), "'cpuLimit' (x)", "write '20' or '500m'");
refuses(
  'a CPU limit below the requests',
  () => of({ cpuLimit: '19' }),
  "'cpuLimit' (19)",
  "must not be below 'cpu' (20)",
  'write',
);
refuses(
  'a memory limit below the requests',
  () => of({ memoryLimit: Size.gibibytes(63) }),
  "'memoryLimit' (64512Mi)",
  "must not be below 'memory' (65536Mi)",
  'raise it',
);
refuses('no memory', () => of({ memory: Size.mebibytes(0) }), "'memory' (0", 'write Size.');
for (const pods of [0, -1, 2.5])
  refuses(`${pods} pods`, () => of({ pods }), `'pods' (${pods})`, '1 or more', 'write the number');
