import { describe, expect, it } from 'vitest';
import { isExempt } from './no-proxy.ts';

describe('isExempt', () => {
  it.each([
    ['*', true],
    ['prometheus.monitoring.svc', true],
    ['.svc', true],
    ['*.svc', true],
    ['svc:9090', true],
    ['svc:9091', false],
    ['vc', false],
    ['localhost, .svc', true],
    ['', false],
  ])('reads %s', (noProxy, exempt) => {
    expect(isExempt('prometheus.monitoring.svc', 9090, noProxy)).toBe(exempt);
  });

  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['fd00::1', 'fd00::/8', true],
    ['fd00::1', 'fd00::1', true],
    ['10.1.2.3', '2.3', false],
    ['10.1.2.3', '10.0.0.0/99', false],
  ])('holds the address %s against %s', (host, noProxy, exempt) => {
    expect(isExempt(host, 9090, noProxy)).toBe(exempt);
  });
});
