import { describe, expect, it } from 'vitest';
import { openclawOf } from '../../../../test/support/gateway.ts';
import { openclawHome } from '../../../../test/support/openclaw-home.ts';
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

  it('is a note where both are of one month', async () => {
    const install = 'openclaw plugins install @openclaw/diagnostics-otel@2026.9.3';
    expect(await judged('ghcr.io/openclaw/openclaw:2026.9.6', install)).toMatchObject({ severity: 'note' });
  });

  it('warns of a running plugin and of an installed one, except where it is bundled', async () => {
    const plugins = [{ id: 'diagnostics-otel', enabled: true, version: '2026.5.28', origin: 'global' }];
    const gateway = openclawOf({ version: '2026.9.6', plugins });
    expect((await pluginSameVersion.runWith({ gateway })).message).toBe(
      'diagnostics-otel is 2026.5.28, and the gateway is 2026.9.6',
    );
    const installed = (origin: 'global' | 'bundled', version: string) =>
      pluginSameVersion.runWith({
        openclaw: openclawHome({
          package: { path: '/app', version: '2026.9.6', foundBy: 'PATH' },
          plugin: { path: '/plugins/otel', origin, version, missing: [], wire: 'protobuf' },
        }),
      });
    expect((await installed('global', '2026.5.28')).status).toBe('warn');
    expect((await installed('global', '2026.9.6')).status).toBe('pass');
    expect((await installed('bundled', '2026.5.28')).status).toBe('skip');
  });

  it('does not compare a plugin of another author, which has versions of another kind', async () => {
    const plugins = [{ id: 'diagnostics-otel', enabled: true, version: '0.1.0', origin: 'config' }];
    const gateway = openclawOf({ version: '2026.9.6', plugins });
    expect((await pluginSameVersion.runWith({ gateway })).status).toBe('skip');
  });
});
