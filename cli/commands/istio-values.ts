import { IstioInstallation } from 'cdk8s-inference-gateway';
import { stringify } from 'yaml';
import { parsed } from '../arguments';
import type { Command } from '../command';
import { UsageFailure } from '../failure';

const USAGE = `cdk8s-inference-gateway istio-values

Prints the values of Istio's chart 'istiod' that gateways need: the inference flag, and the access log to which they
refer. Hand them to Helm: cdk8s-inference-gateway istio-values | helm upgrade --install istiod istiod --values -

  --help  this text

Exit code: 0 they were printed, 2 nothing could be done.
`;

/** Prints how Istio is installed. */
export const ISTIO_VALUES: Command = {
  name: 'istio-values',
  summary: "prints the values of Istio's chart that gateways need",
  usage: USAGE,
  async run(argv, { stdout }) {
    const { positionals } = parsed(argv, {});
    if (positionals.length > 0) throw new UsageFailure(`istio-values takes nothing, not ${positionals[0]}`);
    stdout.write(stringify(IstioInstallation.of().istiodValues()));
    return 0;
  },
};
