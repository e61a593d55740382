import { describe, expect, it } from 'vitest';
import { configSchema } from '../config/index.ts';
import { endpointOf } from './endpoint.ts';
import { targetOf } from './target.ts';

const urlOf = (release: string, endpoint: string, signal: 'metrics' | 'traces' = 'metrics'): string => {
  const { otel } = configSchema.parse({ diagnostics: { otel: { endpoint } } }).diagnostics;
  const found = endpointOf(targetOf(release), otel, signal, {});
  return found.ok ? found.url : found.problem;
};

describe('the URL of a push in OpenClaw 2026.2', () => {
  it.each([
    ['http://receiver:4318', 'http://receiver:4318/v1/metrics'],
    ['http://prometheus:9090/api/v1/otlp/', 'http://prometheus:9090/api/v1/otlp/v1/metrics'],
    ['http://receiver:4318/v1/metrics', 'http://receiver:4318/v1/metrics'],
    ['http://receiver:4318/v1/traces', 'http://receiver:4318/v1/traces'],
    ['http://receiver:4318/otlp?key=1', 'http://receiver:4318/otlp?key=1/v1/metrics'],
    ['http://receiver:4318/v1/metrics?key=1', 'http://receiver:4318/v1/metrics?key=1'],
  ])('of the endpoint %s is %s', (endpoint, url) => {
    expect(urlOf('openclaw/2026.2', endpoint)).toBe(url);
  });
});

describe('the URL of a push in OpenClaw 2026.9', () => {
  it.each([
    ['http://receiver:4318', 'http://receiver:4318/v1/metrics'],
    ['http://receiver:4318/v1/metrics', 'http://receiver:4318/v1/metrics'],
    ['http://receiver:4318/v1/traces', 'http://receiver:4318/v1/metrics'],
    ['http://receiver:4318/otlp/?key=1', 'http://receiver:4318/otlp/v1/metrics?key=1'],
  ])('of the endpoint %s is %s', (endpoint, url) => {
    expect(urlOf('openclaw/2026.9', endpoint)).toBe(url);
  });

  it('keeps the path of the signal that it ends in', () => {
    expect(urlOf('2026.9.6', 'http://receiver:4318/v1/metrics', 'traces')).toBe(
      'http://receiver:4318/v1/traces',
    );
  });
});

it('The URL of an endpoint that is none has the same message in each release', () => {
  expect(urlOf('openclaw/2026.9', 'receiver:4318')).toContain('scheme');
  expect(urlOf('openclaw/2026.2', 'nothing')).toContain('is not a URL');
});
