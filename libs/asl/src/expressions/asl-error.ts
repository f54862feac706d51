/**
 * A failure with an ASL error name. `cause` is the reason alone: the core puts AWS's prefix
 * "An error occurred while executing the state '<name>' (entered at the event id #<n>). " before it.
 * `location` is set for States.QueryEvaluationError ("Output/result", "Arguments/a/b"): the EvaluationFailed event shows it.
 */
export class AslError extends Error {
  override readonly name = 'AslError';
  constructor(
    readonly error: string,
    override readonly cause: string,
    readonly location?: string,
  ) {
    super(cause);
  }
}
