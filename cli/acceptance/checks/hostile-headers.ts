import { burst } from '../../traffic/burst';
import type { Exchange } from '../../traffic/exchange';
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
    // One after the other, so that outcomes stand in the order of what was sent.
    const outcomes = await burst(destination, requestsOf(subject), { parallel: 1, limitMs, signal });
    const waiting = outcomes.values();
    const attacks = attacksOn(subject);
    const failures = attacks.flatMap((attack) => {
      const without = attack.harmless === undefined ? undefined : waiting.next().value;
      return wrong(attack, waiting.next().value, without);
    });
    const figures = { attacks: attacks.length, changed: failures.length };
    if (failures.length === 0) return passed(`${attacks.length} requests with such headers: nothing changed`, figures);
    return failed(`${failures.length} of ${attacks.length} requests were steered`, FIX, { figures, failures });
  },
};

const CHOSEN = 'X-Gateway-Base-Model-Name';

/** A request with a hostile header, the same without it where that is no plain answer, and what is said of it. */
interface Attack {
  readonly sent: string;
  readonly exchange: Exchange;
  /** Without the header: what it is answered with must stay. */
  readonly harmless?: Exchange;
}

function attacksOn({ models }: Subject): Attack[] {
  const [model, ...others] = models;
  const other = others.find(({ task }) => task === model.task)?.name ?? 'no-such-model';
  const steering = hostileHeaders(other).map(([name, value]) => ({
    sent: `${name}: ${value}`,
    exchange: shortRequest(model, { [name]: value }),
  }));
  const choosing = {
    sent: `${CHOSEN}: ${model.name} in place of 'model' in the body`,
    exchange: namelessRequest(model, { [CHOSEN]: model.name }),
    harmless: namelessRequest(model),
  };
  return [...steering, choosing];
}

function requestsOf(subject: Subject): Exchange[] {
  return attacksOn(subject).flatMap(({ exchange, harmless }) =>
    harmless === undefined ? [exchange] : [harmless, exchange],
  );
}

/** What is wrong with an outcome, if anything is. */
function wrong({ sent }: Attack, outcome: Outcome | undefined, without: Outcome | undefined): string[] {
  if (outcome === undefined) return [`${sent}: not sent any more`];
  const { ok, status, answering, model } = outcome;
  if (without !== undefined) {
    return status === without.status ? [] : [`${sent}: ${sentence(outcome)}; without it: status ${without.status}`];
  }
  if (!ok) return [`${sent}: ${sentence(outcome)}`];
  return answering === model ? [] : [`${sent}: ${answering} answered in place of ${model}`];
}
