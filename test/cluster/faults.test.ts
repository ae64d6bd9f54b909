import { withControl } from './faults/control';
import { Platform } from './faults/platform';
import { rollouts } from './faults/rollouts';
import { diagnosed } from './story';

describe('faults under steady load', () => {
  const platform = Platform.define(true);
  const that = diagnosed(platform.installation);

  beforeAll(async () => {
    await platform.install();
  }, 400_000);

  afterAll(async () => {
    await platform.remove();
  });

  const faults = withControl(that, platform);
  rollouts(faults, platform);
});
