import { burst } from '../../traffic/burst';
import { streamed } from '../../traffic/exchange';
import { type Outcome, sentence } from '../../traffic/outcome';
import { type AcceptanceCheck, failed, passed, skipped } from '../acceptance-check';
import { chatModels } from '../subject';

const TOKENS = 50;
/** What comes closer together came in one piece: no model makes 500 tokens a second for one client. */
const SAME_PIECE_MS = 2;
/** Pieces a stream must come in, as a share of its events: a busy client reads some of them together. */
const LEAST_SHARE = 1 / 4;

/** Tokens reach the client as they are made. */
export const STREAM: AcceptanceCheck = {
  id: 'stream',
  promise: 'a stream arrives token by token, and to its end',
  sends: (subject) => chatModels(subject).length,
  run: async (subject) => {
    const { destination, limitMs, signal } = subject;
    const models = chatModels(subject);
    if (models.length === 0) return skipped('no model chats');
    const requests = models.map(({ name }) => streamed(name, TOKENS));
    const outcomes = await burst(destination, requests, { parallel: 1, limitMs, signal });
    const streams = outcomes.map(figuresOf);
    const cut = outcomes.filter(({ ok }) => !ok);
    const held = streams.filter(({ events, pieces }) => pieces < events * LEAST_SHARE || pieces < 2);
    const seen = streams.map(described).join('; ');
    if (cut.length > 0) {
      return failed(
        `${cut.length} of ${models.length} streams did not come to their end`,
        'look at timeouts on the way: the route, the load balancer, proxies in front',
        { figures: { streams }, failures: cut.map(sentence) },
      );
    }
    if (held.length > 0) {
      return failed(
        `${held.length} of ${models.length} streams came in too few pieces`,
        'let nothing on the way buffer or read answers: the body router has response modes SKIP and NONE, proxies in front do not buffer',
        { figures: { streams }, failures: held.map(described) },
      );
    }
    return passed(seen, { streams });
  },
};

/** A stream as it came in, in whole milliseconds. */
interface StreamFigures {
  readonly model?: string;
  readonly events: number;
  /** Groups of events that came at the same time. */
  readonly pieces: number;
  readonly firstEventMs: number;
  readonly lastEventMs: number;
  /** Longest time between two events. */
  readonly longestGapMs: number;
}

function figuresOf({ model, eventsMs }: Outcome): StreamFigures {
  const gaps = eventsMs.slice(1).map((at, index) => at - (eventsMs[index] ?? at));
  return {
    model,
    events: eventsMs.length,
    pieces: gaps.filter((gap) => gap >= SAME_PIECE_MS).length + Math.min(1, eventsMs.length),
    firstEventMs: Math.round(eventsMs[0] ?? 0),
    lastEventMs: Math.round(eventsMs.at(-1) ?? 0),
    longestGapMs: Math.round(Math.max(0, ...gaps)),
  };
}

function described({ model, events, pieces, firstEventMs, lastEventMs, longestGapMs }: StreamFigures): string {
  const inPieces = pieces === 1 ? 'one piece' : `${pieces} pieces`;
  return `${model}: ${events} events in ${inPieces}, the first after ${firstEventMs} ms, the last after ${lastEventMs} ms, ${longestGapMs} ms apart at most`;
}
