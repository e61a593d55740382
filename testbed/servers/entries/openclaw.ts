import { OPENCLAW_LAUNCHER } from '../npm-build.ts';
import type { NpmSource, Placement, ServerSpec } from '../spec.ts';

/** The first of them is the default: the release whose telemetry the dashboards and contracts of 2026.2 are for. */
const RELEASES: readonly { version: string; series: string; variable: string; source: NpmSource }[] = [
  {
    version: '2026.2.19',
    series: '2026.2',
    variable: 'OPENCLAW_BIN',
    source: {
      kind: 'npm',
      package: 'openclaw',
      version: '2026.2.19',
      checksum:
        'sha512-7BVEmjgGHbNXa0pONQkSl3nE6PTUm5CxJDYycV99+siGOPvWTfKapxJ4I/+gqVnt6fZXdAS4KgJV5CcnwwN1PQ==',
      lock: 'openclaw-2026.2.19',
      completed: { lock: 'diagnostics-otel-2026.2.19', folder: 'extensions/diagnostics-otel' },
      coldSeconds: 60,
    },
  },
  {
    version: '2026.9.6',
    series: '2026.9',
    variable: 'OPENCLAW_2026_9_BIN',
    source: {
      kind: 'npm',
      package: 'openclaw',
      version: '2026.9.6',
      checksum:
        'sha512-Ie0kyQSCVfFqixsgVg39vevUDq01Ch5u3+7Yu5Y3qARczmdAe+lzp8bVnO9925rHiW/+CFp70zfORCyPmCH31g==',
      lock: 'openclaw-2026.9.6',
      coldSeconds: 50,
    },
  },
];

export const OPENCLAW: readonly ServerSpec[] = RELEASES.map(
  ({ version, series, variable, source }, index) => ({
    id: index === 0 ? 'openclaw' : `openclaw@${series}`,
    family: 'openclaw',
    title: 'OpenClaw',
    version,
    binary: OPENCLAW_LAUNCHER,
    variable,
    // One that a person uses is never taken: it has its own plugins and state.
    onPath: { names: [], series },
    versionFrom: { args: ['--version'], pattern: /^(?:OpenClaw )?(\d{4}\.\d+\.\d+)/m },
    source,
    start: {
      args: ({ port }: Placement) => [
        'gateway',
        '--allow-unconfigured',
        '--bind=loopback',
        `--port=${port}`,
        '--token=a-token-for-tests',
      ],
      env: ({ dataDir }: Placement) => ({ HOME: dataDir, OPENCLAW_DISABLE_BONJOUR: '1' }),
      receiverFlags: [],
      paths: { ready: '/', query: '' },
      readyTimeoutMs: 300_000,
    },
  }),
);
