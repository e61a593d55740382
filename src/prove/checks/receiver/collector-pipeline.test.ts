import { describe, expect, it } from 'vitest';
import { COLLECTOR, collector } from '../../../../test/support/collector.ts';
import { receiverCollectorPipeline } from './collector-pipeline.ts';

const changed = (from: string, to: string) => collector(COLLECTOR.replace(from, to));

describe('receiver/collector-pipeline', () => {
  it('passes where otlp leads to a backend', async () => {
    const outcome = await receiverCollectorPipeline.runWith({ collector: collector() });
    expect(outcome).toMatchObject({ status: 'pass', message: 'otlp → otlphttp' });
  });

  it('follows connectors', async () => {
    const text = COLLECTOR.replace('exporters: [otlphttp]', 'exporters: [forward]').replace(
      'service:\n  pipelines:\n',
      'connectors: { forward: {} }\nservice:\n  pipelines:\n    metrics/out: { receivers: [forward], exporters: [otlphttp] }\n',
    );
    expect((await receiverCollectorPipeline.runWith({ collector: collector(text) })).status).toBe('pass');
  });

  it.each([
    ['no pipeline of metrics', '    metrics:\n', '    traces:\n', 'no pipeline of metrics'],
    [
      'a pipeline without otlp',
      'receivers: [otlp]',
      'receivers: []',
      'has an otlp receiver that speaks HTTP',
    ],
    ['otlp by gRPC only', 'http:\n', 'grpc:\n', 'has an otlp receiver that speaks HTTP'],
    ['an exporter that only prints', 'exporters: [otlphttp]', 'exporters: [debug]', 'end in debug'],
    ['no exporter', 'exporters: [otlphttp]', 'exporters: []', 'end in nowhere'],
    ['a component that is not defined', '[memory_limiter]', '[batch]', 'names batch, which is not defined'],
  ])('fails on %s', async (_, from, to, message) => {
    const outcome = await receiverCollectorPipeline.runWith({ collector: changed(from, to) });
    expect(outcome).toMatchObject({ status: 'fail', location: { file: 'otel.yaml' } });
    expect(outcome.message).toContain(message);
  });

  it('is unknown without the configuration', async () => {
    const view = { ...collector(), config: undefined };
    expect((await receiverCollectorPipeline.runWith({ collector: view })).status).toBe('unknown');
  });
});
