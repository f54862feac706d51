/** What the contracts say about commands, handed in so that the language does not depend on them. */
export interface CommandContract {
  kind: 'compensatable' | 'pivot' | 'retriable' | 'compensation' | 'closing';
  /** Names of all outcomes; those of failures are the error names that a step can have. */
  outcomes: readonly string[];
}

/** Command type -> its contract. */
export type Catalogue = Readonly<Record<string, CommandContract>>;
