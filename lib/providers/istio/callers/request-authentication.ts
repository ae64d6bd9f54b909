import { FAIRNESS_HEADER } from '../../../gateway/reserved-headers';
import type { TokenWay } from '../../../identity/way';
import { PROOF_HEADERS } from '../../../identity/way';

/** One issuer whose tokens are verified, as Istio's RequestAuthentication has it. */
export function jwtRule({ issuer, audiences, jwks, tenantClaim }: TokenWay): Record<string, unknown> {
  return {
    issuer,
    audiences: [...audiences],
    ...(jwks.json === undefined ? { jwksUri: jwks.address } : { jwks: jwks.json }),
    // Named, since a token in the query, which ends in logs, is accepted otherwise.
    fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }],
    forwardOriginalToken: false,
    outputClaimToHeaders: [
      { header: PROOF_HEADERS.jwt, claim: 'iss' },
      { header: FAIRNESS_HEADER, claim: tenantClaim },
    ],
  };
}
