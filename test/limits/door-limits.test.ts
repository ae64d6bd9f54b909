import { Duration, Size } from 'cdk8s';
import { DoorLimits, type DoorLimitsProps } from 'cdk8s-inference-gateway';
import { team } from '../programs';
import { refuses } from '../refuses';
import { find } from '../render';
import type { EnvoyPatch } from '../shapes';

function patches(doorLimits?: DoorLimits): EnvoyPatch[] {
  return find(team({ gateway: { doorLimits } }).app, 'EnvoyFilter', 'gateway-request-filters').spec.configPatches;
}

function connectionManager(doorLimits?: DoorLimits) {
  return patches(doorLimits).find(({ applyTo }) => applyTo === 'NETWORK_FILTER')?.patch.value.typed_config;
}

function bucket(name: string, doorLimits?: DoorLimits) {
  return JSON.stringify(patches(doorLimits).find(({ patch }) => patch.value.name === `inference-gateway.${name}`));
}

test('headers and slow clients are bounded by default', () => {
  expect(connectionManager()).toMatchObject({
    max_request_headers_kb: 60,
    common_http_protocol_options: { max_headers_count: 100 },
    request_headers_timeout: '10s',
    request_timeout: '60s',
  });
});

test('what is given is what holds', () => {
  const limits = DoorLimits.of({
    requestsPerSecond: 7,
    maxHeaders: 30,
    maxHeaderSize: Size.kibibytes(8),
    headersTimeout: Duration.seconds(3),
    requestTimeout: Duration.minutes(5),
    bodySizePerSecond: Size.mebibytes(11),
  });
  expect(connectionManager(limits)).toMatchObject({
    max_request_headers_kb: 8,
    common_http_protocol_options: { max_headers_count: 30 },
    request_headers_timeout: '3s',
    request_timeout: '300s',
  });
  expect(bucket('request-rate', limits)).toContain('"fill_interval":"1s","max_tokens":7,"tokens_per_fill":7');
  expect(bucket('body-rate', limits)).toContain(`"max_tokens":${11 * 1024 ** 2},`);
});

test('two of the largest bodies pass in one second', () => {
  expect(bucket('body-rate')).toContain(`"max_tokens":${20 * 1024 ** 2},`);
});

function refused(what: string, props: DoorLimitsProps, ...parts: string[]): void {
  refuses(what, (app) => team({ gateway: { doorLimits: DoorLimits.of(props) } }, app), ...parts);
}

refused('no requests at all', { requestsPerSecond: 0 }, "'requestsPerSecond' (0)", 'write 1000');
refused('fewer headers than clients send', { maxHeaders: 5 }, "'maxHeaders' (5)");
refused(
  'a pace at which the largest body never passes',
  { bodySizePerSecond: Size.mebibytes(9) },
  "'bodySizePerSecond' (9216 KiB)",
  "'maxBodySize' (10240 KiB)",
);
