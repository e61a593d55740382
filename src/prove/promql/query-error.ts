/** A query that is not answered, by the name that Prometheus has for it. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  /** `bad_data` is wrong in itself; `execution` cannot be answered, or not by the embedded receiver. */
  readonly errorType: 'bad_data' | 'execution';

  constructor(errorType: 'bad_data' | 'execution', message: string) {
    super(message);
    this.errorType = errorType;
  }

  get status(): 400 | 422 {
    return this.errorType === 'bad_data' ? 400 : 422;
  }
}
