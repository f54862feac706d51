/** Limits of one execution, with AWS's values as defaults ("Step Functions service quotas", developer guide). */
export interface Quotas {
  /** History events of one execution; the execution fails with the event of this number. */
  readonly historyEvents: number;
  /** Input, output or result of a state, task or execution: bytes of UTF-8. */
  readonly payloadBytes: number;
  /** One variable, and all variables of one Assign: bytes of UTF-8. */
  readonly variableBytes: number;
  /** All variables of one execution: bytes of UTF-8. */
  readonly executionVariableBytes: number;
  /** State transitions of one call of `decide`; what is left is done by the next call ({@link Decision.more}). */
  readonly transitionsPerDecision: number;
}

export const AWS_QUOTAS: Quotas = {
  historyEvents: 25_000,
  payloadBytes: 262_144,
  variableBytes: 262_144,
  executionVariableBytes: 10_485_760,
  transitionsPerDecision: 2_000,
};
