import { z } from 'zod';
import { withoutControls } from '../../../shared/text/control-characters.ts';
import { maskSecrets } from '../../../shared/text/secrets.ts';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { HttpSource } from '../http.ts';
import { flag, listOf, number, optional, text } from '../manifests/shape-parts.ts';

/** Longer texts hold whole objects; what is wrong is at their beginning. */
const LONGEST = 2_000;

/**
 * What Argo CD says, on one line. It quotes URLs of repositories, objects, and what hooks wrote, so that credentials are
 * masked here: each report shows it.
 */
const message = text.transform((given) => {
  if (given === undefined) return undefined;
  // Masked first: the part of a credential that a cut leaves may have no form by which it is recognised.
  const masked = maskSecrets(withoutControls(given).replaceAll(/\s*\n\s*/g, ' '));
  return masked.length > LONGEST ? `${masked.slice(0, LONGEST - 1)}…` : masked;
});

const resultShape = z.object({
  kind: z.string(),
  namespace: text,
  name: z.string(),
  status: text,
  message,
  hookType: text,
  hookPhase: text,
});

const operationShape = z.object({
  phase: z.string(),
  message,
  finishedAt: text,
  operation: optional(
    z.object({ sync: optional(z.object({ revision: text, autoHealAttemptsCount: number, dryRun: flag })) }),
  ),
  syncResult: optional(
    z.object({ revision: text, revisions: listOf(z.string()), resources: listOf(resultShape) }),
  ),
});

const shape = z.object({
  spec: z.object({
    destination: z.object({ namespace: text }),
    syncPolicy: optional(
      z.object({
        automated: optional(z.object({ selfHeal: flag, enabled: flag })),
        syncOptions: listOf(z.string()),
      }),
    ),
    ignoreDifferences: listOf(
      z.object({
        group: text,
        kind: z.string(),
        name: text,
        namespace: text,
        jsonPointers: listOf(z.string()),
        jqPathExpressions: listOf(z.string()),
        managedFieldsManagers: listOf(z.string()),
      }),
    ),
  }),
  status: optional(
    z.object({
      sync: optional(z.object({ status: text, revision: text, revisions: listOf(z.string()) })),
      reconciledAt: text,
      conditions: listOf(z.object({ type: z.string(), message })),
      operationState: optional(operationShape),
      resources: listOf(
        z.object({
          kind: z.string(),
          namespace: text,
          name: z.string(),
          status: text,
          requiresPruning: flag,
        }),
      ),
    }),
  ),
});

/**
 * The part of an Application of Argo CD that checks read.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
 */
export type ArgoApplication = z.output<typeof shape>;
export type ArgoOperation = z.output<typeof operationShape>;

/** An Application of a live cluster, or why it cannot be read. */
export type ApplicationReading =
  | { readonly ok: true; readonly application: ArgoApplication }
  /** `why` says what to grant where a right is missing. */
  | { readonly ok: false; readonly why: string };

/** The namespace of an Application that its tracking annotation leaves out: that of Argo CD, by its manifests. */
const CONTROL_PLANE = 'argocd';
export const TRACKING_ANNOTATION = 'argocd.argoproj.io/tracking-id';

/**
 * The Application that an object's tracking annotation names: `NAME:GROUP/KIND:NAMESPACE/NAME`, where the first name is
 * `NAMESPACE_NAME` for an Application outside the namespace of Argo CD.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
export function trackedBy(
  annotation: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const [application, , object] = annotation.split(':');
  if (!application || object === undefined) return undefined;
  const [first = '', second] = application.split('_');
  return second === undefined
    ? { namespace: CONTROL_PLANE, name: first }
    : { namespace: first, name: second };
}

/** An Application, with the credentials in its messages masked; undefined where the content is none. */
export function applicationOf(content: unknown): ArgoApplication | undefined {
  return shape.safeParse(content).data;
}

/** @throws {UnreachableError} where the API server does not respond */
export async function readApplication(
  http: HttpSource,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<ApplicationReading> {
  const { status, body } = await http.get(
    `/apis/argoproj.io/v1alpha1/namespaces/${encodeURIComponent(namespace)}/applications/${encodeURIComponent(name)}`,
  );
  const named = `Application ${namespace}/${name}`;
  if (status === 403) {
    const right = `get on applications/${name} (argoproj.io) in the namespace ${namespace}`;
    return { ok: false, why: `${named} may not be read: grant ${right}` };
  }
  if (status === 404) return { ok: false, why: `the cluster has no ${named}` };
  const application = status === 200 ? applicationOf(tryJson(body)) : undefined;
  if (!application) return { ok: false, why: `${named} cannot be read: the API server responded ${status}` };
  return { ok: true, application };
}
