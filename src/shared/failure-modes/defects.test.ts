import { describe, expect, it } from 'vitest';
import { defectsOf, explaining, remedyOf, versionsOf } from './defects.ts';

const idsOf = (product: string, version: string): string[] => defectsOf(product, version).map(({ id }) => id);

describe('the defects of a version', () => {
  it('include those whose last version has other patches', () => {
    expect(idsOf('Prometheus', '3.6.9')).toContain('delta-dropped');
    expect(idsOf('Prometheus', '3.7.0')).not.toContain('delta-dropped');
  });

  it('compare the parts of a version as numbers', () => {
    expect(idsOf('Prometheus', '3.10.0')).toContain('suffix-takes-a-character');
    expect(idsOf('Prometheus', '3.10.0')).not.toContain('sum-dropped');
    expect(idsOf('VictoriaMetrics', '1.131.0')).not.toContain('unit-of-the-metric-before');
    expect(idsOf('VictoriaMetrics', '1.132.0')).toContain('unit-of-the-metric-before');
  });

  it('are those of the product only', () => {
    expect(idsOf('Mimir', '3.0.5')).not.toContain('second-point-lost');
    expect(idsOf('Mimir', '3.0.5')).toContain('mimir-second-point-lost');
  });
});

describe('a known defect', () => {
  const [delta] = defectsOf('Prometheus', '3.5.3').filter(({ id }) => id === 'delta-dropped');

  it('shows its versions, and the first without it in the remedy', () => {
    expect(delta && versionsOf(delta)).toBe('Prometheus up to 3.6');
    expect(delta && remedyOf(delta)).toBe('Send cumulative temporality. It is fixed in Prometheus 3.7');
  });

  it('may explain a message', () => {
    const [found] = explaining(defectsOf('Prometheus', '3.12.0'), 'empty-data-points');
    expect(found?.id).toBe('metric-without-points-rejects-push');
    expect(explaining(defectsOf('Prometheus', '3.16.0'), 'empty-data-points')).toEqual([]);
    expect(explaining(defectsOf('Prometheus', '3.12.0'), undefined)).toEqual([]);
  });
});
