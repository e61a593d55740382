import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { type Exchange, wasAccepted } from './exchange.ts';
import type { Frozen } from './frozen.ts';
import { protocolJsonSchemas } from './json-schemas.ts';
import { ledgerSchema } from './ledger.ts';
import { type GatewayStatus, gatewayStatusReading } from './status.ts';

describe('gatewayStatusReading', () => {
  it('accepts the type that the gateway sends', () => {
    expectTypeOf<GatewayStatus>().toExtend<Frozen<z.input<typeof gatewayStatusReading>>>();
  });

  it('reads a status with no field', () => {
    expect(gatewayStatusReading.parse({})).toEqual({
      process: {},
      config: {},
      plugins: [],
      telemetry: {},
      environment: {},
    });
  });

  it('ignores unknown fields and keeps unknown states', () => {
    const { plugins, exporter } = gatewayStatusReading.parse({
      cron: 'of another version',
      plugins: [{ id: 'p', state: 'paused', services: [{ id: 's', state: 'paused' }] }],
      exporter: {
        state: 'paused',
        endpoint: 'http://prometheus:9090',
        intervalMs: 1,
        temporality: 'delta',
        tried: 1,
        accepted: 0,
        refused: 1,
        lastError: { at: '2026-02-20T03:00:00Z', message: 'm' },
        retries: 3,
      },
    });
    expect(plugins).toEqual([
      { id: 'p', enabled: false, state: 'paused', services: [{ id: 's', state: 'paused' }] },
    ]);
    expect(exporter).toMatchObject({ state: 'paused', temporality: 'delta', lastError: { message: 'm' } });
    expect(exporter).not.toHaveProperty('retries');
  });
});

describe('ledgerSchema', () => {
  it('reads a ledger without namespace and series counts', () => {
    const total = { events: 1, value: 2 };
    const ledger = ledgerSchema.parse({
      schema: 'throughline.ledger/1',
      service: { name: 'openclaw', instanceId: 'a' },
      startedAt: '2026-02-20T03:00:00Z',
      acknowledgedAt: null,
      metrics: [{ name: 'openclaw.tokens', live: total, acknowledged: total }],
    });
    expect(ledger.service.namespace).toBeNull();
    expect(ledger.metrics[0]).toMatchObject({ series: 0, overflowed: 0 });
  });
});

describe('wasAccepted', () => {
  const answer: Exchange['answer'] = {
    status: 200,
    contentType: '',
    text: '',
    partialSuccess: null,
    error: null,
  };

  it.each([
    [true, {}],
    [true, { partialSuccess: { rejectedDataPoints: 0, errorMessage: 'a warning' } }],
    [false, { partialSuccess: { rejectedDataPoints: 1, errorMessage: '' } }],
    [false, { status: 503 }],
    [false, { status: null, error: 'ECONNREFUSED' }],
  ])('is %s for a response with %j', (accepted, part) => {
    expect(wasAccepted({ answer: { ...answer, ...part } })).toBe(accepted);
  });
});

describe('protocolJsonSchemas', () => {
  it.each(Object.entries(protocolJsonSchemas()))('makes schemas/%s.schema.json', (name, schema) => {
    const file = new URL(`../../../schemas/${name}.schema.json`, import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
  });
});
