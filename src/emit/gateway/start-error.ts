/** The gateway cannot start; the message, a line for each thing that is wrong, says what to do. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
