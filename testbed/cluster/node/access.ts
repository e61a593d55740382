import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { HttpSource } from '../../../src/prove/sources/index.ts';

const TIMEOUT_MS = 10_000;

const kubeconfigSchema = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});

/** The API server of a cluster, by the kubeconfig that the lab wrote for its administrator. The caller closes it. */
export async function apiOf(kubeconfigFile: string): Promise<HttpSource> {
  const { clusters, users } = kubeconfigSchema.parse(parse(await readFile(kubeconfigFile, 'utf8')));
  return new HttpSource(clusters[0].cluster.server, {
    timeoutMs: TIMEOUT_MS,
    // Its certificate is self-signed, and it runs on this machine.
    credentials: { bearer: users[0].user.token, tls: { rejectUnauthorized: false } },
  });
}

const conditionsSchema = z.object({
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional() }),
});

/** Whether a condition of an object is true; false as well if the server or the object is not there. */
export async function isTrue(api: HttpSource, path: string, condition: string): Promise<boolean> {
  const answer = await api.get(path).catch(() => undefined);
  if (answer?.status !== 200) return false;
  const { status } = conditionsSchema.parse(JSON.parse(answer.body));
  return (status.conditions ?? []).some(({ type, status: value }) => type === condition && value === 'True');
}
