import { readFile } from 'node:fs/promises';
import { commandBlocks } from '../harness/guide-shell.ts';

const GUIDE = await readFile(new URL('../../docs/guide/kubernetes.md', import.meta.url), 'utf8');

/** Commands of the guide that are not run here: how they begin, and why. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  'docker build': 'there is no Docker engine: buildah builds the same Dockerfile',
  'docker push': 'there is no registry: the node imports the archive, and knows the image by the digest',
  'kubectl patch prometheus k8s -n monitoring --type json \\\n  -p':
    'for an operator before 0.81, which drops the field: test/integration/apply.test.ts runs them',
};
const BLOCKS = commandBlocks(GUIDE);
const INLINE = [...GUIDE.matchAll(/`(docker [^`]*|(?:kubectl|npx) [^`]* -[^`]*)`/g)].map(
  ([, text = '']) => text,
);

/** All of them. */
export const COMMANDS: readonly string[] = [...BLOCKS, ...INLINE];

/** The one block of the guide that has a text. */
function block(text: string): string {
  const [found, ...others] = BLOCKS.filter((each) => each.includes(text));
  if (found === undefined || others.length > 0) throw new Error(`not one block of the guide has ${text}`);
  return found;
}

/** The steps of the guide, as it writes them. */
export const STEPS = {
  overlay: block('cp -r deploy/overlays/example'),
  secrets: block('kubectl create secret'),
  receiver: block('--patch-file'),
  apply: block('kubectl apply -k'),
  arrive: block('throughline check \\\n  --config'),
};
/** Shows whether a policy closes Prometheus. */
export const POLICIES = 'kubectl get networkpolicy -n monitoring';
export const DELETE = 'kubectl delete -k deploy/overlays/mine';

/** The image as the guide names it. */
export const REGISTRY_IMAGE = 'registry.example/throughline';
/** The overlay with the image, and with the components that the guide names for a model server and closed Prometheus. */
export function overlayOfTheGuide(kustomization: string, digest: string): string {
  const image = /```yaml\n(images:\n[\s\S]*?)```/.exec(GUIDE)?.[1] ?? '';
  const components = ['model-in-cluster', 'prometheus-ingress'].map(
    (name) => `  - ../../components/${name}\n`,
  );
  const edited = kustomization
    .replace(/^components:\n/m, (line) => line + components.join(''))
    .replace(/^images:\n[\s\S]*/m, image.replace(/sha256:\w+/, digest));
  for (const text of [`newName: ${REGISTRY_IMAGE}\n    digest: ${digest}\n`, components.join('')])
    if (!edited.includes(text)) throw new Error(`the overlay of the guide has no ${text}`);
  return edited;
}
