import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { formatAddress } from '../../../shared/text/address.ts';
import { firstLineOf } from '../../../shared/text/error-text.ts';
import { readTextFile, SourceFileError } from '../config-file.ts';
import type { Credentials } from '../http.ts';
import { type ExecSettings, execShape } from './exec-credential.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

/** How to reach a cluster's API server. */
export interface ClusterAccess {
  /** The context's name, or `in-cluster`. */
  readonly name: string;
  readonly server: string;
  readonly credentials: Credentials;
  /** A command that has to be run for the credentials, as cloud providers have it. */
  readonly exec?: ExecSettings | undefined;
}

const text = z.string().optional();

const namedList = <T extends z.ZodType>(key: string, shape: T) =>
  z
    .array(z.object({ name: z.string(), [key]: shape }))
    .nullish()
    .transform((given) => new Map((given ?? []).map((entry) => [entry.name, entry[key] as z.output<T>])));

const shape = z.object({
  'current-context': text,
  contexts: namedList('context', z.object({ cluster: z.string(), user: text })),
  clusters: namedList(
    'cluster',
    z.object({
      server: z.url(),
      'certificate-authority': text,
      'certificate-authority-data': text,
      'insecure-skip-tls-verify': z.boolean().optional(),
      'tls-server-name': text,
    }),
  ),
  users: namedList(
    'user',
    z.object({
      token: text,
      tokenFile: text,
      username: text,
      password: text,
      'client-certificate': text,
      'client-certificate-data': text,
      'client-key': text,
      'client-key-data': text,
      exec: execShape.nullish(),
    }),
  ),
});

type User = NonNullable<ReturnType<z.output<typeof shape>['users']['get']>>;

/**
 * The current context of a kubeconfig file.
 *
 * @throws {SourceFileError} where it cannot be read, or names no cluster
 * @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
export function readKubeconfig(path: string): ClusterAccess {
  const parsed = shape.safeParse(yamlOf(path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SourceFileError(`${path} is not a kubeconfig: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { 'current-context': name, contexts, clusters, users } = parsed.data;
  const context = name === undefined ? undefined : contexts.get(name);
  if (name === undefined || !context) {
    throw new SourceFileError(
      `${path} has no current context; choose one: kubectl config use-context NAME --kubeconfig ${path}`,
    );
  }
  const cluster = clusters.get(context.cluster);
  if (!cluster) throw new SourceFileError(`${path}: its context ${name} names no cluster that is in it`);
  const user = (context.user === undefined ? undefined : users.get(context.user)) ?? {};
  const pem = (data: string | undefined, file: string | undefined): string | undefined =>
    data === undefined
      ? file && readTextFile(resolve(dirname(path), file))
      : Buffer.from(data, 'base64').toString();
  return {
    name,
    server: cluster.server,
    exec: user.exec ?? undefined,
    credentials: {
      bearer: user.token ?? (user.tokenFile && readTextFile(resolve(dirname(path), user.tokenFile)).trim()),
      basic: basicOf(user),
      tls: {
        ca: pem(cluster['certificate-authority-data'], cluster['certificate-authority']),
        cert: pem(user['client-certificate-data'], user['client-certificate']),
        key: pem(user['client-key-data'], user['client-key']),
        servername: cluster['tls-server-name'],
        rejectUnauthorized: cluster['insecure-skip-tls-verify'] !== true,
      },
    },
  };
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The cluster that this process runs in, by its pod's service account.
 *
 * @throws {SourceFileError} where it runs in none
 * @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
 */
export function inClusterAccess(env: NodeJS.ProcessEnv, folder = SERVICE_ACCOUNT): ClusterAccess {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (host === undefined) {
    throw new SourceFileError(
      'this process does not run in a cluster: give a kubeconfig file by --kubeconfig',
    );
  }
  const read = (name: string): string => {
    try {
      return readFileSync(`${folder}/${name}`, 'utf8').trim();
    } catch {
      throw new SourceFileError(
        `this pod has no service account token (${folder}/${name}): set automountServiceAccountToken: true`,
      );
    }
  };
  return {
    name: 'in-cluster',
    server: `https://${formatAddress({ host, port: Number(port) })}`,
    credentials: { bearer: read('token'), tls: { ca: read('ca.crt') } },
  };
}

function basicOf({ username, password }: User): Credentials['basic'] {
  return username === undefined ? undefined : { user: username, password: password ?? '' };
}

function yamlOf(path: string): unknown {
  const content = readTextFile(path);
  try {
    return parseYaml(content, QUIET);
  } catch (error) {
    throw new SourceFileError(`${path} is not valid YAML: ${firstLineOf(error)}`);
  }
}
