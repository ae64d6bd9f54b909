import type { Duration } from 'cdk8s';
import type { Jwks } from './jwks';

/** By a signed token. */
export interface TokenWay {
  readonly kind: 'jwt';
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly jwks: Jwks;
  readonly tenantClaim: string;
}

/** By a key of which the gateway has a hash. */
export interface KeyWay {
  readonly kind: 'apiKeys';
  /** Secret with the hashes; with none, the gateway's own name and a word. */
  readonly secretName?: string;
}

/** By somebody whom the gateway asks. */
export interface ExternalWay {
  readonly kind: 'external';
  readonly provider: string;
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly timeout: Duration;
}

/** One way in which callers prove who they are. */
export type Way = TokenWay | KeyWay | ExternalWay;

/** Headers in which each way leaves what it has found out: nobody else can set them. */
export const PROOF_HEADERS = {
  jwt: 'x-gateway-token-issuer',
  apiKeys: 'x-gateway-key-client',
  external: 'x-gateway-tenant',
} as const;
