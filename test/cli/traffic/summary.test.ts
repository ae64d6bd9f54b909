import type { Outcome } from '../../../cli/traffic/outcome';
import { percentile, summaryOf } from '../../../cli/traffic/summary';

const outcome = (fields: Partial<Outcome>): Outcome => ({
  ...{ kind: 'short', method: 'POST', path: '/v1/x', startedAt: 0, status: 200, ok: true },
  ...{ firstByteMs: 1, totalMs: 1, eventsMs: [], complete: true, cut: false, headers: {} },
  ...fields,
});

test('counts, statuses, times and the window of failures', () => {
  const failure = { ok: false, status: 503, totalMs: 900 };
  const outcomes = [
    outcome({ startedAt: 0, totalMs: 10 }),
    outcome({ startedAt: 2000, ...failure }),
    outcome({ startedAt: 1000, ...failure, text: 'no\n healthy upstream' }),
    outcome({ startedAt: 1500, totalMs: 20.4 }),
    outcome({ startedAt: 1600, kind: 'stream', firstByteMs: 30, totalMs: 4000 }),
    outcome({ startedAt: 2000, kind: 'stream', ok: false, complete: false, cut: true, error: 'aborted' }),
    outcome({ startedAt: 3000, totalMs: 10 }),
  ];
  expect(summaryOf(outcomes)).toEqual({
    requests: 7,
    failed: 3,
    cut: 1,
    statuses: { 200: 5, 503: 2 },
    answers: { p50: 10, p99: 20 },
    firstBytes: { p50: 30, p99: 30 },
    window: { fromMs: 1000, toMs: 2000, requests: 5 },
    failures: [
      '1.0 s: POST /v1/x: status 503 after 900 ms: no healthy upstream',
      '2.0 s: POST /v1/x: status 503 after 900 ms',
      '2.0 s: POST /v1/x: status 200 after 1 ms: aborted',
    ],
  });
});

test('nothing is nothing', () => {
  expect(summaryOf([])).toEqual({ requests: 0, failed: 0, cut: 0, statuses: {}, failures: [] });
});

test('only the first five failures are told', () => {
  const failed = Array.from({ length: 8 }, (_, index) =>
    outcome({ ok: false, status: 0, startedAt: 8000 - index * 1000 }),
  );
  const { failures } = summaryOf(failed);
  expect(failures).toHaveLength(5);
  expect(failures[0]).toMatch(/^1\.0 s: .* no answer/);
});

test('a percentile is a value that was measured', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.5)]).toEqual([50, 99, 7]);
  expect(percentile([], 0.5)).toBeUndefined();
});
