/** The gateway cannot start. The message has a line for each problem and says what to do. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
