/** The lab's cluster cannot be started or taken away. The message says what to do. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
}
