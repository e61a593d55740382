import { describe, expect, it } from 'vitest';
import { hasGatewaySection, mentionsGatewaySettings } from './recognize.ts';

describe('recognizing a configuration', () => {
  it.each([
    ['a section alone', '{ gateway: {} }', true, false],
    ['two sections', '{ gateway: {}, plugins: {} }', true, true],
    ['the settings of the export', '{ diagnostics: { otel: { enabled: true } } }', true, true],
    ['a text that does not parse', '{ "diagnostics": { "otel": { ', false, true],
    ['the configuration of another program', 'scrape_configs: []', false, false],
  ])('distinguishes %s', (_, text, named, amongOthers) => {
    expect({ named: hasGatewaySection(text), amongOthers: mentionsGatewaySettings(text) }).toEqual({
      named,
      amongOthers,
    });
  });
});
