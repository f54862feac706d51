/** What the lower layers need of a clock: the platform's `Clock`, or a test's. */
export interface TimeSource {
  /** Epoch milliseconds. */
  now(): number;
}
