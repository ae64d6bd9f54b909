/** What happens to requests that cannot be counted. */
export enum FailureMode {
  /** They get 503: nobody passes a limit uncounted. */
  CLOSED = 'closed',
  /** They pass uncounted, each up to a second later where the limiter does not answer. */
  OPEN = 'open',
}
