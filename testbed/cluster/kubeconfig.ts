import { stringify } from 'yaml';

/** A kubeconfig for one user with a token. The server's certificate is not verified: it is self-signed, on this machine. */
export function kubeconfig(server: string, user: string, token: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    contexts: [{ name: 'lab', context: { cluster: 'lab', user } }],
    clusters: [{ name: 'lab', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: user, user: { token } }],
  });
}
