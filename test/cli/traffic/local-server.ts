import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Destination, type DestinationOptions } from '../../../cli/traffic/destination';

/** A server of this process that goes with the test. */
export class LocalServer {
  public static async start(answer: RequestListener): Promise<LocalServer> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const started = new LocalServer(server);
    servers.push(started);
    return started;
  }

  private readonly destinations: Destination[] = [];

  private constructor(private readonly server: Server) {}

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public destination(options: Partial<DestinationOptions> = {}): Destination {
    const destination = new Destination({ origin: `http://127.0.0.1:${this.port}`, ...options });
    this.destinations.push(destination);
    return destination;
  }

  public async close(): Promise<void> {
    for (const destination of this.destinations) destination.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const servers: LocalServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** One event of a stream. */
export function event(fields: unknown): string {
  return `data: ${typeof fields === 'string' ? fields : JSON.stringify(fields)}\n\n`;
}

export const DONE = event('[DONE]');
