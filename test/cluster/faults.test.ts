import { changes } from './faults/changes';
import { withControl } from './faults/control';
import { controlPlane } from './faults/control-plane';
import { evictions } from './faults/evictions';
import { gpusTaken } from './faults/gpus-taken';
import { kills } from './faults/kills';
import { Platform } from './faults/platform';
import { MOST_GPUS } from './faults/program';
import { rollouts } from './faults/rollouts';
import { gpusOfNodes } from './gpus';
import { diagnosed } from './story';

describe('faults under steady load', () => {
  const gpus = gpusOfNodes();
  const platform = new Platform(gpus >= MOST_GPUS);
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
  gpusTaken(faults, platform, gpus);
  changes(faults, platform);
  controlPlane(faults, platform);
});
