import { Duration } from 'cdk8s';
import { TrafficClass } from 'cdk8s-inference-gateway';
import { team } from '../programs';
import { refuses } from '../refuses';
import { find } from '../render';

function timeouts(trafficClass: TrafficClass) {
  const pool = { longestGeneration: Duration.hours(27) };
  return find(team({ pool, route: { trafficClass } }).app, 'HTTPRoute', 'everyone').spec.rules[0].timeouts;
}

test.each([
  ['interactive', TrafficClass.INTERACTIVE, '120s', '115s'],
  ['streaming', TrafficClass.STREAMING, '600s', '595s'],
  ['agent', TrafficClass.AGENT, '60s', '55s'],
  ['batch', TrafficClass.BATCH, '1800s', '1795s'],
])('%s traffic has its own timeouts', (_, trafficClass, request, backendRequest) => {
  expect(timeouts(trafficClass)).toEqual({ request, backendRequest });
});

test('one attempt ends 5 seconds before the request, unless asked otherwise', () => {
  expect(timeouts(TrafficClass.of('x', { request: Duration.minutes(2) })).backendRequest).toBe('115s');
  const equal = { request: Duration.seconds(30), backendRequest: Duration.seconds(30) };
  expect(timeouts(TrafficClass.of('x', equal))).toEqual({ request: '30s', backendRequest: '30s' });
});

test('a request of a few seconds leaves its attempt one', () => {
  expect(timeouts(TrafficClass.of('x', { request: Duration.seconds(3) })).backendRequest).toBe('1s');
});

test('timeouts in any unit are written in seconds, which Gateway API reads', () => {
  expect(timeouts(TrafficClass.of('x', { request: Duration.hours(27) })).request).toBe('97200s');
});

refuses(
  'an attempt that is longer than its request',
  () => TrafficClass.of('x', { request: Duration.seconds(60), backendRequest: Duration.seconds(61) }),
  "'backendRequest' (61s)",
  "'request' (60s)",
  'write Duration.seconds(55)',
);
for (const request of [Duration.seconds(0), Duration.millis(1500), Duration.days(2)]) {
  refuses(
    `a request of ${request.toMilliseconds()} ms`,
    () => TrafficClass.of('x', { request }),
    "'request' (",
    'whole number of seconds from 1 to 99999',
    'write Duration.seconds(',
  );
}
refuses(
  'an attempt of no time',
  () => TrafficClass.of('x', { request: Duration.seconds(60), backendRequest: Duration.seconds(0) }),
  "'backendRequest' (0s)",
  'from 1 to 99999',
);
