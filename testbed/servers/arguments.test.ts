import { describe, expect, it } from 'vitest';
import { serverArguments } from './arguments.ts';
import { serverSpec } from './table.ts';

const place = { host: '127.0.0.1', port: 9090, peerPort: 9095, dataDir: '/tmp/data' };
const prometheus = serverSpec('prometheus');
const victoriametrics = serverSpec('victoriametrics');

describe('serverArguments', () => {
  it('starts Prometheus with its receiver on', () => {
    expect(serverArguments(prometheus, place, {}, '/tmp/config.yaml')).toEqual([
      '--config.file=/tmp/config.yaml',
      '--storage.tsdb.path=/tmp/data',
      '--web.listen-address=127.0.0.1:9090',
      '--web.enable-otlp-receiver',
    ]);
  });

  it('switches the receiver of Prometheus 2.53 on by its feature flag', () => {
    expect(serverArguments(serverSpec('prometheus@2.53'), place, {}, '/c')).toContain(
      '--enable-feature=otlp-write-receiver',
    );
  });

  it('leaves the receiver off if requested', () => {
    expect(serverArguments(prometheus, place, { receiver: false }, '/c')).not.toContain(
      '--web.enable-otlp-receiver',
    );
  });

  it('throws if the receiver of a server cannot be switched off', () => {
    expect(() => serverArguments(victoriametrics, place, { receiver: false }, undefined)).toThrow(
      'VictoriaMetrics cannot be started without its OTLP receiver.',
    );
  });

  it('replaces the usual flag by a requested one, with one dash or two', () => {
    const flags = ['--opentelemetry.usePrometheusNaming=false', '-retentionPeriod=1d'];
    const args = serverArguments(victoriametrics, place, { flags }, undefined);
    expect(args.filter((arg) => arg.includes('usePrometheusNaming'))).toEqual([flags[0]]);
    expect(args).toContain('-retentionPeriod=1d');
    expect(args).toContain('-search.latencyOffset=0s');
  });

  it('keeps the receiver on if another feature is requested', () => {
    const flags = ['--enable-feature=native-histograms'];
    const args = serverArguments(serverSpec('prometheus@2.53'), place, { flags }, '/c');
    expect(args.slice(-2)).toEqual(['--enable-feature=otlp-write-receiver', flags[0]]);
  });

  it('does not repeat a flag that Prometheus accepts only once', () => {
    const flags = ['--web.enable-otlp-receiver'];
    const args = serverArguments(prometheus, place, { flags }, '/c');
    expect(args.filter((arg) => arg === flags[0])).toHaveLength(1);
  });

  it('throws if a server has no configuration file', () => {
    expect(() => serverArguments(victoriametrics, place, {}, '/tmp/config.yaml')).toThrow(/give it flags/);
  });
});
