export type ServerFault =
  | 'unknown-server'
  | 'bad-binary'
  | 'go-missing'
  | 'checksum'
  | 'build'
  | 'not-here'
  | 'start';

/** A real server is not available. The message says what to do. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly fault: ServerFault;

  constructor(fault: ServerFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
