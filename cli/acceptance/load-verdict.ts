import type { Percentiles, Summary } from '../traffic/summary';
import { failed, passed, type Verdict } from './acceptance-check';

const FIX =
  'look at the statuses: 500 is the endpoint picker or the body router, 503 a pool without a server that is ready, a cut stream a timeout or a pod that ended';

/** Whether all requests of some load were answered to the end. */
export function loadVerdict(summary: Summary, expected: number): Verdict {
  const { requests, failed: lost, cut, answers, firstBytes, failures } = summary;
  const unsent = expected - requests;
  const figures = { ...summary, failures: undefined };
  const times = [...timesOf('answers', answers), ...timesOf('first bytes of streams', firstBytes)].join('; ');
  const counts = `${lost} of ${expected} failed${cut > 0 ? `, ${cut} of them cut` : ''}`;
  if (lost === 0 && unsent === 0) return passed(`${counts}; ${times}`, figures);
  const missing = unsent === 0 ? '' : `, ${unsent} were not sent any more`;
  return failed([`${counts}${missing}`, times].filter((part) => part !== '').join('; '), FIX, { figures, failures });
}

function timesOf(what: string, times: Percentiles | undefined): string[] {
  return times === undefined ? [] : [`${what}: p50 ${times.p50} ms, p99 ${times.p99} ms`];
}
