import { execFile } from 'node:child_process';
import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { Credentials } from '../http.ts';
import { UnreachableError } from '../http.ts';

/** `exec` of a kubeconfig's user. */
export const execShape = z.object({
  apiVersion: z.string(),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().nullish(),
});

export type ExecSettings = z.output<typeof execShape>;

const answerShape = z.object({
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
  }),
});

/**
 * Credentials that a command prints, as cloud providers do it.
 *
 * @throws {UnreachableError} where it fails, or prints something else
 * @see https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
 */
export async function execCredentials(
  { apiVersion, command, args, env: added, installHint }: ExecSettings,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<Credentials> {
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  const options = {
    timeout: timeoutMs,
    env: {
      ...env,
      ...Object.fromEntries((added ?? []).map(({ name, value }) => [name, value])),
      KUBERNETES_EXEC_INFO: JSON.stringify(info),
    },
  };
  const printed = await new Promise<string>((done, failed) => {
    execFile(command, args ?? [], options, (error, stdout) => {
      if (!error) return done(stdout);
      const code = String(error.code ?? 'EUNKNOWN');
      const hint = installHint ? `; ${installHint.trim().split('\n')[0]}` : '';
      failed(new UnreachableError(`${command}, which gives the credentials, failed (${code})${hint}`, code));
    });
  });
  const parsed = answerShape.safeParse(tryJson(printed));
  if (!parsed.success) throw new UnreachableError(`${command} printed no ExecCredential`, 'EUNKNOWN');
  const { token, clientCertificateData: cert, clientKeyData: key } = parsed.data.status;
  return { bearer: token, tls: { cert, key } };
}
