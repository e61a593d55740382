/** A query that failed, with Prometheus' name for the type of error. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  /** `bad_data`: the query is invalid; `execution`: it cannot be executed, or not by the embedded receiver. */
  readonly errorType: 'bad_data' | 'execution';

  constructor(errorType: 'bad_data' | 'execution', message: string) {
    super(message);
    this.errorType = errorType;
  }

  get status(): 400 | 422 {
    return this.errorType === 'bad_data' ? 400 : 422;
  }
}
