import { IstioInstallation } from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { ended } from '../terminal';

test('prints the values that the library has', async () => {
  const { code, stdout } = await ended(['istio-values']);
  expect(code).toBe(0);
  expect(parse(stdout)).toEqual(IstioInstallation.of().istiodValues());
});

test('takes nothing', async () => {
  expect(await ended(['istio-values', 'x'])).toMatchObject({ code: 2, stdout: '' });
});
