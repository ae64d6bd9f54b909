import { atKey, isA, type Mutation } from './mutation';

/** Without a window in which nothing is lost, no fault proves anything. */
const CONTROL = 'loses nothing while nothing happens';

/** Mistakes, in the order of their table in docs/cluster-tests.md. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'the grant of a pool is missing',
    file: 'tenants',
    case: 'serves tenant A chat, streams and embeddings over HTTPS',
    change: (object) => (isA(object, 'ReferenceGrant') ? undefined : object),
  },
  {
    name: 'the pool names a port at which nothing listens',
    file: 'quickstart',
    case: 'answers a chat with the model that was asked',
    change: (object) =>
      isA(object, 'InferencePool') ? atKey(object, 'targetPorts', () => [{ number: 8001 }]) : object,
  },
  {
    name: 'the DestinationRule of the picker is missing',
    file: 'quickstart',
    case: 'answers a chat with the model that was asked',
    change: (object) => (isA(object, 'DestinationRule', 'qwen3-epp') ? undefined : object),
  },
  {
    name: 'a policy of model servers admits everybody',
    file: 'tenants',
    case: 'a pod of a foreign namespace reaches the gateway, but no model server, picker or router',
    change: (object) => (isA(object, 'NetworkPolicy', 'chat') ? atKey(object, 'ingress', () => [{}]) : object),
  },
  {
    name: 'a pool surges by 25 % while every GPU is taken',
    file: 'faults',
    after: CONTROL,
    case: 'loses nothing while a pool restarts to its end though every GPU is taken',
    change: (object) =>
      isA(object, 'Deployment', 'code')
        ? atKey(object, 'rollingUpdate', () => ({ maxSurge: '25%', maxUnavailable: 0 }))
        : object,
  },
  {
    name: 'model servers end without preStop',
    file: 'faults',
    after: CONTROL,
    case: 'loses nothing while the model servers of a pool restart, and no proxy tries a request again',
    change: (object) => (isA(object, 'Deployment', 'chat') ? atKey(object, 'lifecycle', () => undefined) : object),
  },
  {
    name: 'headers that a client makes up are let through',
    file: 'quickstart',
    case: 'headers that only the gateway may send change nothing',
    change: (object) => (isA(object, 'EnvoyFilter') ? atKey(object, 'request_mutations', () => []) : object),
  },
  {
    name: 'the route matches every path',
    file: 'quickstart',
    case: 'publishes nothing else of the model server',
    change: (object) =>
      isA(object, 'HTTPRoute')
        ? atKey(object, 'matches', () => [{ path: { type: 'PathPrefix', value: '/' } }])
        : object,
  },
];
