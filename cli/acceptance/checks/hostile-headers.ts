import { burst } from '../../traffic/burst';
import { type Outcome, sentence } from '../../traffic/outcome';
import { type AcceptanceCheck, failed, passed } from '../acceptance-check';
import { namelessRequest, type Subject, shortRequest } from '../subject';

/** What gateway, body router and endpoint picker say to each other. Each is sent with a value that would change something. */
export function hostileHeaders(otherModel: string): readonly (readonly [name: string, value: string])[] {
  return [
    ['X-Gateway-Model-Name', otherModel],
    ['X-Gateway-Base-Model-Name', otherModel],
    ['x-gateway-model-name-rewrite', otherModel],
    ['X-GATEWAY-MODEL-NAME-REWRITE', otherModel],
    ['x-llm-d-model-name-rewrite', otherModel],
    ['x-gateway-destination-endpoint', '127.0.0.1:1'],
    ['x-gateway-destination-endpoint-subset', '127.0.0.1:1'],
    ['x-gateway-inference-objective', 'acceptance'],
    ['x-gateway-inference-fairness-id', 'acceptance'],
    ['x-llm-d-inference-objective', 'acceptance'],
    ['x-llm-d-inference-fairness-id', 'acceptance'],
    ['x-slo-ttft-ms', '1'],
    ['x-slo-tpot-ms', '1'],
    ['x-canary-draw', '0'],
    ['x-canary-draw', '99'],
  ];
}

const FIX =
  'remove x-gateway-*, x-llm-d-* and x-slo-* from what clients send, in front of body router and endpoint picker: InferenceGateway does so by itself';

/** Clients steer nothing by the headers that only the gateway may send. */
export const HOSTILE_HEADERS: AcceptanceCheck = {
  id: 'hostile-headers',
  promise: 'headers that only the gateway may send change nothing',
  sends: (subject) => requestsOf(subject).length,
  run: async (subject) => {
    const { destination, limitMs, signal } = subject;
    const requests = requestsOf(subject);
    // One after the other, so that outcomes stand in the order of what was sent.
    const outcomes = await burst(
      destination,
      requests.map(({ exchange }) => exchange),
      { parallel: 1, limitMs, signal },
    );
    const failures = requests.flatMap(({ sent, refused }, index) => wrong(sent, refused, outcomes[index]));
    const figures = { requests: requests.length, changed: failures.length };
    if (failures.length === 0) return passed(`${requests.length} requests with such headers: nothing changed`, figures);
    return failed(`${failures.length} of ${requests.length} requests were steered`, FIX, { figures, failures });
  },
};

function requestsOf({ models }: Subject) {
  const [model, ...others] = models;
  const other = others.find(({ task }) => task === model.task)?.name ?? 'no-such-model';
  const steered = hostileHeaders(other).map(([name, value]) => ({
    sent: `${name}: ${value}`,
    refused: false,
    exchange: shortRequest(model, { [name]: value }),
  }));
  const chosen = 'X-Gateway-Base-Model-Name';
  const exchange = namelessRequest(model, { [chosen]: model.name });
  return [...steered, { sent: `${chosen}: ${model.name} in place of 'model' in the body`, refused: true, exchange }];
}

/** What is wrong with an outcome, if anything is. */
function wrong(sent: string, refused: boolean, outcome: Outcome | undefined): string[] {
  if (outcome === undefined) return [`${sent}: not sent any more`];
  const { ok, status, answering, model } = outcome;
  if (refused)
    return status >= 400 && status < 500 ? [] : [`${sent}: ${ok ? `${answering} answered` : sentence(outcome)}`];
  if (!ok) return [`${sent}: ${sentence(outcome)}`];
  return answering === model ? [] : [`${sent}: ${answering} answered in place of ${model}`];
}
