import { Example } from './example';
import { Installation } from './installation';

/** Programs that show one property after the other: what they name, such as nodes and claims, no test cluster has. */
const PROGRAMS = ['air-gap', 'weights', 'hardware', 'changed', 'flux'];

/** Groups whose controllers the test cluster does not have. */
const WITHOUT = ['kustomize.toolkit.fluxcd.io'];

describe('programs of the reference', () => {
  test.each(PROGRAMS)('%s passes a dry run without a warning', async (name) => {
    const example = Example.synthesize(name, { withoutGroups: WITHOUT });
    const installation = new Installation(example);
    try {
      await installation.judge();
      expect(example.ofKind('Deployment').length).toBeGreaterThan(2);
      expect(installation.saidByDryRun).toBe('');
    } finally {
      await installation.remove();
    }
  });
});
