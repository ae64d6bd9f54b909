import { type Address, type Way, wayTo } from './address';
import { HttpClient } from './http-client';
import type { KubeObject } from './kubectl';
import { PortForward } from './port-forward';

/** A port of the cluster, open to the tests. */
export class Door {
  /** A port of a gateway, as clients find it. */
  public static toGateway(gateway: KubeObject, port: number): Door {
    const { name, namespace } = gateway.metadata;
    return new Door(namespace, `service/${name}-istio`, port, () => wayTo(gateway, port));
  }

  /** A port of a pod, which may be open inside the pod only. */
  public static toPod({ metadata }: KubeObject, port: number): Door {
    return new Door(metadata.namespace, `pod/${metadata.name}`, port);
  }

  private forward?: Promise<PortForward>;
  private found?: Promise<Way>;
  private readonly clients: HttpClient[] = [];

  private constructor(
    private readonly namespace = 'default',
    private readonly target: string,
    private readonly port: number,
    private readonly way: () => Promise<Way> = async () => ({ why: 'a pod has no address for clients' }),
  ) {}

  /** A client of one origin behind it. */
  public client(origin: string, ca?: string, key?: string): HttpClient {
    const client = new HttpClient(() => this.address(), origin, ca, key);
    this.clients.push(client);
    return client;
  }

  /** Where connections go. A port-forward is opened anew when its pod is gone: kubectl stays with the one it found first. */
  public async address(): Promise<Address> {
    this.found ??= this.way();
    const { host } = await this.found;
    if (host !== undefined) return { host, port: this.port };
    // Those who ask at the same time share one.
    this.forward ??= this.open();
    const known = this.forward;
    if (!(await known).alive && this.forward === known) this.forward = this.open();
    return { host: '127.0.0.1', port: (await this.forward).port };
  }

  public async close(): Promise<void> {
    for (const client of this.clients) client.close();
    await (await this.forward)?.close();
  }

  private open(): Promise<PortForward> {
    return PortForward.open(this.namespace, this.target, this.port);
  }
}
