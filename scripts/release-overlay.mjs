// A release runs it after the push of the image: node scripts/release-overlay.mjs NAME@sha256:DIGEST [FOLDER]. It writes the
// overlay of the release, deploy/overlays/release, which is the example with that image and no other.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const overlays = join(dirname(fileURLToPath(import.meta.url)), '..', 'deploy', 'overlays');
const [image = '', folder = join(overlays, 'release')] = process.argv.slice(2);
const [, name, digest] = /^([a-z0-9][\w.:/-]*)@(sha256:[0-9a-f]{64})$/.exec(image) ?? [];
if (name === undefined || digest === undefined) {
  process.stderr.write(
    `not an image with its digest: ${image || 'no argument'}. Give it as the push prints it: registry.example/throughline@sha256:…\n`,
  );
  process.exit(2);
}

const file = join(resolve(folder), 'kustomization.yaml');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(
  file,
  `# The example with the image of a release. scripts/release-overlay.mjs writes it.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../example
images:
  - name: throughline
    newName: ${name}
    digest: ${digest}
`,
);
process.stdout.write(`${file}\n`);
