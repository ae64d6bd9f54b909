import { connect } from 'node:net';
import { eventually } from './eventually';
import { type KubeObject, read } from './kubectl';

/** Set by users whose gateways are all found at one host, each at its own ports. */
const GIVEN = 'GATEWAY_ADDRESS';

/** A cluster's own names and addresses rarely lead anywhere from outside: a second tells. */
const ATTEMPT_MILLIS = 1000;

/** The node passes on to a gateway that has just become ready a moment later. */
const PATIENCE_SECONDS = 3;

/** Where connections go. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How a gateway is reached from here, and why so: what restarts a gateway is no case where `host` is undefined. */
export interface Way {
  /** Host that answers at the gateway's own ports; undefined where only a port-forward reaches it. */
  readonly host?: string;
  readonly why: string;
}

/**
 * How a port of a gateway is reached: at GATEWAY_ADDRESS, at the address of its status if that answers, or else by
 * a port-forward, which leads to one of its pods only and ends with it.
 */
export async function wayTo(gateway: KubeObject, port: number): Promise<Way> {
  const given = process.env[GIVEN] ?? '';
  if (given !== '') {
    if (/[/]|:\d+$/.test(given)) {
      throw new Error(`${GIVEN} (${given}) is not a host: write it alone, since each gateway has its own ports`);
    }
    return { host: given, why: `${GIVEN} is ${given}` };
  }
  const { kind, metadata } = gateway;
  const { addresses = [] } = ((await read(kind, metadata.name, metadata.namespace))?.status ?? {}) as {
    addresses?: readonly { value: string }[];
  };
  const host = addresses[0]?.value;
  const name = `Gateway ${metadata.namespace}/${metadata.name}`;
  if (host === undefined) return { why: `the status of ${name} names no address` };
  try {
    await eventually(PATIENCE_SECONDS, () => answers({ host, port }));
    return { host, why: `the status of ${name} names ${host}, which answers` };
  } catch (error) {
    return { why: `the status of ${name} names ${host}, which does not answer: ${(error as Error).message}` };
  }
}

/** Whether a connection comes about; throws why not. */
function answers({ host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(new Error(`no connection within ${ATTEMPT_MILLIS} ms`)), ATTEMPT_MILLIS);
    socket.once('error', fail);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
