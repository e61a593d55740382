import { describe, expect, it } from 'vitest';
import { chained } from './chain.ts';
import { parseCollectorConfig } from './config.ts';

const read = (file: string, config: object) =>
  parseCollectorConfig(JSON.stringify(config, null, 1), { source: file, file, firstLine: 1 })!;

const agent = (exporters: Record<string, object>) =>
  read('agent.yaml', {
    receivers: { otlp: { protocols: { http: {} } } },
    processors: { batch: {} },
    exporters,
    service: {
      pipelines: {
        metrics: { receivers: ['otlp'], processors: ['batch'], exporters: Object.keys(exporters) },
      },
    },
  });

const gateway = read('gateway.yaml', {
  receivers: {
    otlp: { protocols: { grpc: { endpoint: '0.0.0.0:4317' }, http: { endpoint: '0.0.0.0:4318' } } },
    'otlp/edge': { protocols: { http: { endpoint: '0.0.0.0:5318' } } },
  },
  processors: { 'attributes/slim': { actions: [{ key: 'lane', action: 'delete' }] } },
  exporters: { otlphttp: { endpoint: 'http://store:9090/api/v1/otlp' }, debug: {} },
  service: {
    pipelines: {
      metrics: { receivers: ['otlp'], processors: ['attributes/slim'], exporters: ['otlphttp'] },
      'metrics/edge': { receivers: ['otlp/edge'], exporters: ['debug'] },
    },
  },
});

describe('two collectors', () => {
  it.each([
    ['over gRPC', { otlp: { endpoint: 'gateway:4317' } }, 'forward/otlp'],
    ['over HTTP', { otlphttp: { endpoint: 'http://gateway:4318' } }, 'forward/otlphttp'],
    [
      'whose host is a variable',
      { otlphttp: { endpoint: 'http://${env:GATEWAY}:4318' } },
      'forward/otlphttp',
    ],
  ])('are one path where the first sends to the second %s', (_, exporters, forward) => {
    const { service, connectors, processors } = chained(agent(exporters), gateway);
    expect(service.pipelines).toEqual({
      metrics: { receivers: ['otlp'], processors: ['batch'], exporters: [forward] },
      'metrics/next': {
        receivers: [forward],
        processors: ['attributes/slim/next'],
        exporters: ['otlphttp/next'],
      },
      'metrics/edge/next': { receivers: [], processors: [], exporters: ['debug/next'] },
    });
    expect(connectors).toEqual({ [forward]: {} });
    expect(Object.keys(processors)).toEqual(['batch', 'attributes/slim/next']);
  });

  it.each([
    ['another port', { otlphttp: { endpoint: 'http://gateway:4319' } }],
    ['HTTP to the port of gRPC', { otlphttp: { endpoint: 'http://gateway:4317' } }],
    ['the path of a store', { otlphttp: { endpoint: 'http://gateway:4318/api/v1/otlp' } }],
    ['remote write', { prometheusremotewrite: { endpoint: 'http://gateway:4318/v1/metrics' } }],
  ])('stay apart where the first sends by %s', (_, exporters) => {
    const { service, connectors } = chained(agent(exporters), gateway);
    expect(service.pipelines['metrics']?.exporters).toEqual(Object.keys(exporters));
    expect(connectors).toEqual({});
  });

  it('each show the places of their components', () => {
    const whole = chained(agent({ otlp: { endpoint: 'gateway:4317' } }), gateway);
    expect(whole.placeOf(['processors', 'attributes/slim/next', 'actions'])?.file).toBe('gateway.yaml');
    expect(whole.placeOf(['processors', 'batch'])?.file).toBe('agent.yaml');
  });
});
