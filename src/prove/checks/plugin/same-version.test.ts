import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../../../../test/support/written.ts';
import { pluginSameVersion } from './same-version.ts';

const gateway = (image: string, install: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: openclaw, namespace: desk }
spec:
  selector: { matchLabels: { app: openclaw } }
  template:
    metadata: { labels: { app: openclaw } }
    spec:
      initContainers:
        - name: plugins
          image: ${image}
          command: [sh, -c, "${install}"]
      containers:
        - name: gateway
          image: ${image}
`;

const judged = (image: string, install: string) =>
  pluginSameVersion.runWith({ manifests: manifestsOf(gateway(image, install)) });

describe('plugin/same-version', () => {
  it('warns where the image is newer than the plugin that the pod installs', async () => {
    const install = 'openclaw plugins install @openclaw/diagnostics-otel@2026.5.28';
    expect(await judged('ghcr.io/openclaw/openclaw:2026.9.3', install)).toMatchObject({
      status: 'warn',
      message: 'diagnostics-otel is 2026.5.28, and the gateway is 2026.9.3',
      fix: { text: expect.stringContaining('@openclaw/diagnostics-otel@2026.9.3') },
    });
  });

  it('passes where both have one version', async () => {
    const install = 'openclaw plugins install @openclaw/diagnostics-otel@2026.9.3';
    expect((await judged('ghcr.io/openclaw/openclaw:2026.9.3', install)).status).toBe('pass');
  });

  it('is unknown without a version in the tag, and skipped where no version of the plugin is named', async () => {
    const install = 'openclaw plugins install @openclaw/diagnostics-otel';
    expect((await judged('openclaw:latest', `${install}@2026.9.3`)).status).toBe('unknown');
    expect((await judged('openclaw:2026.9.3', install)).status).toBe('skip');
  });
});
