import { changes } from './faults/changes';
import { withControl } from './faults/control';
import { controlPlane } from './faults/control-plane';
import { evictions } from './faults/evictions';
import { gpusTaken } from './faults/gpus-taken';
import { kills } from './faults/kills';
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
  kills(faults, platform);
  evictions(faults, platform);
  gpusTaken(faults, platform, 2);
  changes(faults, platform);
  controlPlane(faults, platform);
});
