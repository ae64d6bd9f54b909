import { HttpClient } from './http-client';
import type { KubeObject } from './kubectl';
import { PortForward } from './port-forward';

/** A port of the cluster, open to the tests. */
export class Door {
  /** A port of a gateway's Service, as clients find it. */
  public static toGateway({ metadata }: KubeObject, port: number): Door {
    return new Door(metadata.namespace, `service/${metadata.name}-istio`, port);
  }

  /** A port of a pod, which may be open inside the pod only. */
  public static toPod({ metadata }: KubeObject, port: number): Door {
    return new Door(metadata.namespace, `pod/${metadata.name}`, port);
  }

  private forward?: PortForward;
  private readonly clients: HttpClient[] = [];

  private constructor(
    private readonly namespace = 'default',
    private readonly target: string,
    private readonly port: number,
  ) {}

  /** A client of one origin behind it. */
  public client(origin: string, ca?: string): HttpClient {
    const client = new HttpClient(() => this.localPort(), origin, ca);
    this.clients.push(client);
    return client;
  }

  public async close(): Promise<void> {
    for (const client of this.clients) client.close();
    await this.forward?.close();
  }

  /** Opened anew when a pod behind it is gone: kubectl stays with the pod that it found first. */
  private async localPort(): Promise<number> {
    if (this.forward === undefined || !this.forward.alive) {
      this.forward = await PortForward.open(this.namespace, this.target, this.port);
    }
    return this.forward.port;
  }
}
