/** Who can reach a gateway. */
export class Exposure {
  /** Pods of the cluster only: the proxies' Service is a ClusterIP. */
  public static cluster(): Exposure {
    return new Exposure('cluster');
  }

  /** The virtual network around the cluster: an internal load balancer. */
  public static internal(): Exposure {
    return new Exposure('internal');
  }

  /** Everybody: a public load balancer. The gateway then needs `authentication`. */
  public static public(): Exposure {
    return new Exposure('public');
  }

  private constructor(
    /** `cluster`, `internal` or `public`. */
    public readonly name: string,
  ) {}

  /** Whether clients outside the cluster can reach it. */
  public get outside(): boolean {
    return this.name !== 'cluster';
  }

  /**
   * Annotations of the proxies' Service for Azure's load balancer: its probe would send `GET /`, which a gateway answers
   * with 404, so that the address times out (https://github.com/Azure/AKS/issues/3646); and it forgets silent
   * connections after 4 minutes, while a model may think for longer.
   *
   * @param ports ports of the Service
   */
  public annotations(ports: number[]): { [key: string]: string } {
    if (!this.outside) return {};
    const azure = 'service.beta.kubernetes.io';
    const probes = ports.map((port) => [`${azure}/port_${port}_health-probe_protocol`, 'tcp']);
    return {
      ...Object.fromEntries(probes),
      [`${azure}/azure-load-balancer-tcp-idle-timeout`]: '30',
      ...(this.name === 'internal' ? { [`${azure}/azure-load-balancer-internal`]: 'true' } : {}),
    };
  }
}
