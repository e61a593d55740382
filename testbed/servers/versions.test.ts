import { describe, expect, it } from 'vitest';
import { programSpec, serverSpec } from './table.ts';

describe('the version', () => {
  it.each([
    ['prometheus', 'prometheus, version 3.5.3 (branch: HEAD, revision: abc)\n  build user: …', '3.5.3'],
    ['prometheus', 'prometheus, version  (branch: , revision: unknown)', ''],
    [
      'prometheus',
      'prometheus, version 2.53.3+ds1 (branch: debian/sid, revision: 2.53.3+ds1-1)',
      '2.53.3+ds1',
    ],
    ['mimir', 'Mimir, version 3.0.5 (branch: HEAD, revision: abc)', '3.0.5'],
    ['otelcol', 'otelcol version 0.160.0', '0.160.0'],
    ['otelcol', 'otelcol-contrib version 0.160.0', '0.160.0'],
    ['etcd', 'etcd Version: 3.6.5\nGit SHA: Not provided', '3.6.5'],
    ['kube-apiserver', 'Kubernetes v1.36.3\n', '1.36.3'],
    ['prometheus-operator', 'prometheus-operator, version 0.85.0 (branch: , revision: unknown)', '0.85.0'],
    [
      'prometheus-config-reloader',
      'prometheus-config-reloader, version 0.85.0 (branch: , revision: unknown)\n  build user: ',
      '0.85.0',
    ],
    ['openclaw', '2026.2.19\n', '2026.2.19'],
    ['openclaw@2026.9', 'OpenClaw 2026.9.6 (abcdef0)\n', '2026.9.6'],
    ['loki', 'loki, version 3.7.8 (branch: HEAD, revision: abc)', '3.7.8'],
  ])('of %s is read from "%s"', (id, said, version) => {
    expect(programSpec(id).versionFrom.pattern.exec(said)?.[1]).toBe(version);
  });

  it.each([
    ['victoria-metrics-20260410-120000-tags-v1.140.0-0-g33d524bf13', '1.140.0'],
    ['victoria-metrics-tags-v1.140.0', '1.140.0'],
  ])('of victoriametrics is read from "%s"', (said, version) => {
    expect(serverSpec('victoriametrics').versionFrom.pattern.exec(`${said}\n`)?.[1]).toBe(version);
  });
});
