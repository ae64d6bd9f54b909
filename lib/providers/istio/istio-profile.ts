import { Versions } from '../../versions';
import { Capability } from '../capability';
import type { ProviderProfile } from '../provider-profile';

/** What Istio can do. */
export const ISTIO_PROFILE: ProviderProfile = {
  severalPoolsInOneRule: Capability.since(
    Versions.ISTIO_WITH_SEVERAL_POOLS_IN_ONE_RULE,
    'https://github.com/istio/istio/issues/61594',
  ),
  tokenBudgets: Capability.never('https://istio.io/latest/docs/tasks/policy-enforcement/rate-limit/'),
};
