/** The gateway's response is not what was asked for; the message says what to do. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
}
