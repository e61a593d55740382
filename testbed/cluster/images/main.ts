// npm run image: builds the product's image by buildah and prints what it is
import { fileURLToPath } from 'node:url';
import { errorText } from '../../../src/shared/text/error-text.ts';
import { createProgress } from '../../servers/index.ts';
import { buildProductImage, readImage } from './index.ts';

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

const progress = createProgress(process.stderr);
try {
  const { name, archive } = await buildProductImage({ checkout: CHECKOUT, progress });
  const { digest, architecture, layers } = await readImage(archive);
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  process.stdout.write(
    [
      `name    ${name}`,
      `for     linux/${architecture}`,
      `digest  ${digest}`,
      `size    ${megabytes(bytes)}, as a registry holds it`,
      ...layers.map((layer) => `layer   ${layer.digest}  ${megabytes(layer.bytes)}`),
      `archive ${archive}`,
      '',
    ].join('\n'),
  );
} catch (error) {
  process.stderr.write(`No image was built: ${errorText(error)}\n`);
  process.exitCode = 2;
} finally {
  progress.end();
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
