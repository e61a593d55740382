import { describe, expect, it } from 'vitest';
import { isConfigMap } from './config-map.ts';

describe('isConfigMap', () => {
  it.each<[string, unknown]>([
    ['a ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', data: {} }],
    ['a ConfigMap without an apiVersion', { kind: 'ConfigMap' }],
  ])('accepts %s', (_, object) => {
    expect(isConfigMap(object)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a Secret', { apiVersion: 'v1', kind: 'Secret', data: {} }],
    ['a list of ConfigMaps', { apiVersion: 'v1', kind: 'ConfigMapList', items: [] }],
    ['an empty document', null],
    ['a text', 'ConfigMap'],
  ])('rejects %s', (_, object) => {
    expect(isConfigMap(object)).toBe(false);
  });
});
