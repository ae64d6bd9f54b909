import { PolicyPack } from '@pulumi/policy';
import { clusterBaseline } from './cluster-baseline';
import { costCeiling } from './cost-ceiling';
import { ownership } from './ownership';
import { poolBaseline } from './pool-baseline';

// Every rule stops a preview; a policy configuration may lower one to `advisory`, or switch it off with `disabled`.
new PolicyPack('inference-aks', {
  enforcementLevel: 'mandatory',
  policies: [costCeiling, ...clusterBaseline, ...poolBaseline, ...ownership],
});
