import { CHECKS } from '../../cli/acceptance/checks';
import type { OfferedModel } from '../../cli/acceptance/subject';
import { Destination } from '../../cli/traffic/destination';
import type { Door } from './door';
import { note } from './report/recorder';
import type { Declare } from './story';

/** A gateway as one of its clients sees it. */
export interface Client {
  readonly door: () => Door;
  readonly origin: string;
  /** The only authority that it trusts, as PEM. */
  readonly ca?: () => string;
  /** API key that it sends. */
  readonly key?: () => string;
  readonly models: readonly [OfferedModel, ...OfferedModel[]];
}

/** Declares every check of `cdk8s-inference-gateway acceptance`, run by the command's own code. */
export function isAccepted(declare: Declare, { door, origin, ca, key, models }: Client): void {
  for (const check of CHECKS) {
    declare(`acceptance: ${check.promise}`, async () => {
      const { host, port } = await door().address();
      const headers = key === undefined ? undefined : { authorization: `Bearer ${key()}` };
      const destination = new Destination({ origin, address: `${host}:${port}`, ca: ca?.(), headers });
      try {
        const { result, seen, failures = [] } = await check.run({ destination, models }, () => {});
        note(result === 'skipped' ? `nothing to ask: ${seen}` : seen);
        expect({ result, failures }).not.toMatchObject({ result: 'failed' });
      } finally {
        destination.close();
      }
    });
  }
}
