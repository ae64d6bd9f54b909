import { Duration } from 'cdk8s';
import { checkLabel } from '../private/labels';
import { dnsLabel, dnsSubdomain } from '../private/names';
import { wholeNumber } from '../private/numbers';
import type { Jwks } from './jwks';
import type { Way } from './way';

/** Tokens of an identity provider. */
export interface JwtOptions {
  /** What the tokens say in `iss`, character by character. */
  readonly issuer: string;
  /** What the tokens may say in `aud`: one of these. */
  readonly audiences: string[];
  /** Public keys of the issuer. */
  readonly jwks: Jwks;
  /**
   * Claim with the name of the caller's tenant, or a list of several.
   * @default 'tenant'
   */
  readonly tenantClaim?: string;
}

/** Keys of which the gateway has hashes. */
export interface ApiKeysOptions {
  /**
   * Secret in the gateway's namespace with the hashes, as `cdk8s-inference-gateway api-key secret` prints it.
   * @default - `<gateway>-api-keys`
   */
  readonly secretName?: string;
}

/** A service of the cluster that decides about requests, by Envoy's gRPC protocol `envoy.service.auth.v3`. */
export interface ExternalAuthorizerOptions {
  /** Name of its entry in Istio's `meshConfig.extensionProviders`: `IstioInstallation.istiodValues` writes it. */
  readonly provider: string;
  /** Its Service. */
  readonly service: string;
  /** Namespace of the Service. */
  readonly namespace: string;
  /**
   * gRPC port of the Service and of its pods.
   * @default 9001
   */
  readonly port?: number;
  /** Labels of its pods, for the network policy of the proxies. */
  readonly podLabels: { [key: string]: string };
  /**
   * Time in which it must have answered; a request that it does not answer is refused with 503.
   * @default Duration.seconds(1)
   */
  readonly timeout?: Duration;
}

/**
 * How a gateway knows who sends a request. Each way yields the name of a tenant, and a tenant's hostname answers that
 * tenant only; a request without proof is refused with 401, one of another tenant with 403, before its body is read.
 */
export class Authentication {
  /** Not at all: everybody who reaches the gateway may use its models. Printed as a warning where it is public. */
  public static none(): Authentication {
    return new Authentication('none', []);
  }

  /**
   * By tokens (JSON Web Tokens, RFC 7519) in `Authorization: Bearer`, and nowhere else: a token in the query is refused,
   * and so is one without `exp`.
   *
   * @throws if the issuer or the audiences are empty, or if the claim has a character that a policy cannot name
   *
   * @example
   *
   * import { Authentication, Jwks } from 'cdk8s-inference-gateway';
   * const authentication = Authentication.jwt({
   *   issuer: 'https://login.example.com',
   *   audiences: ['inference'],
   *   jwks: Jwks.uri('https://login.example.com/.well-known/jwks.json'),
   * });
   */
  public static jwt(options: JwtOptions): Authentication {
    const { issuer, audiences, jwks, tenantClaim = 'tenant' } = options;
    if (!/^[\x21-\x7e]+$/.test(issuer)) {
      throw new Error(`'issuer' (${issuer}) must be what tokens say in 'iss': write 'https://login.example.com'`);
    }
    if (audiences.length === 0 || audiences.includes('')) {
      throw new Error("'audiences' is empty, so that tokens for other services would pass: write ['inference']");
    }
    if (!/^[A-Za-z0-9_.:/-]+$/.test(tenantClaim)) {
      throw new Error(`'tenantClaim' (${tenantClaim}) must be the name of a claim: write 'tenant'`);
    }
    return new Authentication('jwt', [{ kind: 'jwt', issuer, audiences, jwks, tenantClaim }]);
  }

  /**
   * By keys (`sk-<tenant>.<id>.<secret>`) in `Authorization: Bearer`, as OpenAI's clients send them. Envoy itself compares
   * them with the hashes of a Secret; `cdk8s-inference-gateway api-key` makes both. A changed Secret is in force
   * everywhere within about a minute, and nothing restarts.
   */
  public static apiKeys(options: ApiKeysOptions = {}): Authentication {
    const { secretName } = options;
    if (secretName !== undefined) dnsSubdomain('secretName', secretName);
    return new Authentication('apiKeys', [{ kind: 'apiKeys', secretName }]);
  }

  /**
   * By a service that somebody runs: it answers with the header `x-gateway-tenant`, or refuses. Without it, every request
   * is refused, also where callers may come with tokens or keys: it is asked about those too, and of a caller with a key that
   * the gateway knows it sees `x-gateway-key-client: <tenant>.<id>` in place of the key. It is asked only where a route
   * matches, so the body is read before, up to `maxBodySize`.
   *
   * @throws if a name or label cannot be one
   */
  public static external(options: ExternalAuthorizerOptions): Authentication {
    const { provider, service, namespace, podLabels, timeout = Duration.seconds(1) } = options;
    dnsSubdomain('provider', provider);
    dnsLabel('service', service);
    dnsLabel('namespace', namespace);
    for (const [key, value] of Object.entries(podLabels)) checkLabel("'podLabels' of the authorizer", key, value);
    const port = wholeNumber('port', options.port ?? 9001, 1, 65_535, 'write 9001');
    const way: Way = { kind: 'external', provider, service, namespace, port, podLabels, timeout };
    return new Authentication('external', [way]);
  }

  /**
   * By any of several ways, side by side.
   *
   * @throws if there are fewer than two, one of them is none, or two of them cannot be told apart
   */
  public static anyOf(...ways: Authentication[]): Authentication {
    const all = ways.flatMap(({ _ways }) => _ways);
    const open = ways.find(({ _ways }) => _ways.length === 0);
    if (open !== undefined || ways.length < 2) {
      throw new Error(
        `'ways' (${ways.map(({ name }) => name).join(', ')}) must be two ways or more, none of them none(): write Authentication.anyOf(Authentication.jwt(...), Authentication.apiKeys())`,
      );
    }
    const keys = all.map((way) => (way.kind === 'jwt' ? `jwt of ${way.issuer}` : way.kind));
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) throw new Error(`'ways' has ${twice} twice: leave one out`);
    return new Authentication(ways.map(({ name }) => name).join(' or '), all);
  }

  private constructor(
    /** Kind of the authentication. */
    public readonly name: string,
    /** @internal */
    public readonly _ways: readonly Way[],
  ) {}
}
