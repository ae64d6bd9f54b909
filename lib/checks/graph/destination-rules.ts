import { at, type Fields, fieldsAt, itemsAt, listAt, numberAt, textAt } from './fields';
import type { Graph } from './graph';
import type { Manifest } from './manifest';
import { push } from './multimap';

/** How proxies reach a Service, by the objects that say so. */
export interface Transport {
  readonly manifest: Manifest;
  /** `SIMPLE`, `MUTUAL`, `ISTIO_MUTUAL`, `DISABLE`; undefined where the object does not say. */
  readonly mode?: string;
  /** Whether the certificate of the Service is checked against something that is not named. */
  readonly checksUnknown: boolean;
  /** Whether the certificate is checked against an authority that is named. */
  readonly checksAuthority: boolean;
  /** Whether the certificate must carry a name that stands here. */
  readonly namesNames: boolean;
}

/** DestinationRules and BackendTLSPolicies by the Service that they are for. */
export class Transports {
  private readonly byService = new Map<string, Manifest[]>();
  private readonly policies = new Map<string, Manifest[]>();
  /** DestinationRules for hosts with a wildcard, by what follows it. */
  private readonly wildcards: { readonly suffix: string; readonly manifest: Manifest }[] = [];
  /** DestinationRules for names that look like a Service's, but are none to Istio. */
  private readonly misspelt = new Map<string, Manifest[]>();

  constructor(private readonly graph: Graph) {
    for (const manifest of graph.of('DestinationRule', 'networking.istio.io')) {
      const host = textAt(manifest.json, 'spec', 'host') ?? '';
      const [name = '', namespace, svc, ...domain] = host.split('.');
      if (host.startsWith('*')) this.wildcards.push({ suffix: host.slice(1), manifest });
      else if (namespace === undefined) push(this.byService, `${manifest.namespace}/${name}`, manifest);
      else if (svc === 'svc' && domain.length > 0) push(this.byService, `${namespace}/${name}`, manifest);
      else push(this.misspelt, `${namespace}/${name}`, manifest);
    }
    for (const manifest of graph.of('BackendTLSPolicy')) {
      for (const ref of itemsAt(manifest.json, 'spec', 'targetRefs')) {
        push(this.policies, `${manifest.namespace}/${textAt(ref, 'name')}`, manifest);
      }
    }
  }

  /** What says how a port of a Service is reached; undefined where nothing does. */
  public of(namespace: string, name: string, port: number): Transport | undefined {
    const key = `${namespace}/${name}`;
    const [rule] = this.byService.get(key) ?? [];
    const wildcard = this.wildcards.find(({ suffix }) => `${name}.${namespace}.svc.cluster.local`.endsWith(suffix));
    const manifest = rule ?? wildcard?.manifest;
    const portName = this.graph.service(namespace, name)?.ports.find(({ number }) => number === port)?.name;
    const policy = this.policies.get(key)?.find(({ json }) => targets(json, name, portName));
    const transport = manifest && transportOf(manifest, port);
    if (transport?.mode !== undefined) return transport;
    return policy === undefined ? transport : transportOfPolicy(policy);
  }

  /** A DestinationRule whose host Istio takes for no Service, though it looks like one. */
  public misspeltFor(namespace: string, name: string): Manifest | undefined {
    return this.misspelt.get(`${namespace}/${name}`)?.[0];
  }
}

/** Whether a BackendTLSPolicy is for a port of a Service; without a section it is for all of them. */
function targets(policy: Fields, service: string, portName: string | undefined): boolean {
  return itemsAt(policy, 'spec', 'targetRefs').some((ref) => {
    const section = textAt(ref, 'sectionName');
    return textAt(ref, 'name') === service && (section === undefined || section === portName);
  });
}

function transportOfPolicy(manifest: Manifest): Transport {
  return {
    manifest,
    mode: 'SIMPLE',
    checksUnknown: false,
    checksAuthority: true,
    namesNames: listAt(manifest.json, 'spec', 'validation', 'subjectAltNames').length > 0,
  };
}

function transportOf(manifest: Manifest, port: number): Transport {
  const policy = fieldsAt(manifest.json, 'spec', 'trafficPolicy');
  const ofPort = listAt(policy, 'portLevelSettings').find((one) => numberAt(one, 'port', 'number') === port);
  const tls = fieldsAt(ofPort ?? policy, 'tls');
  const checks = at(tls, 'insecureSkipVerify') !== true;
  const named = tls.caCertificates !== undefined || tls.credentialName !== undefined;
  return {
    manifest,
    mode: textAt(tls, 'mode'),
    checksUnknown: checks && !named,
    checksAuthority: checks && named,
    namesNames: listAt(tls, 'subjectAltNames').length > 0,
  };
}
