import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import { CHECKS, type CheckReport } from '../index.ts';
import { sarifReport } from './sarif.ts';

const ROOT = '/srv/tree';

function runOf(...checks: readonly CheckReport[]) {
  const log = JSON.parse(sarifReport({ ...BROKEN_REPORT, checks }, { rules: CHECKS, root: ROOT }));
  return log.runs[0];
}

function uriOf(file: string): string {
  const [result] = runOf({ ...FAILED, location: { file, line: 3 } }).results;
  return result.locations[0].physicalLocation.artifactLocation.uri;
}

describe('sarifReport', () => {
  it('is a log of SARIF 2.1.0 with one run', () => {
    const log = JSON.parse(sarifReport(BROKEN_REPORT, { rules: CHECKS, root: ROOT }));
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
    expect(log.runs).toHaveLength(1);
    expect(log.runs[0].tool.driver).toMatchObject({ name: 'throughline', semanticVersion: '0.1.0' });
  });

  it('annotates the line, with what was seen and how to fix it', () => {
    const { results } = runOf(FAILED);
    expect(results).toEqual([
      {
        ruleId: 'TL203',
        ruleIndex: 0,
        level: 'error',
        message: {
          text: [
            'diagnostics-otel is off: bundled (disabled by default)',
            'Seen in configmap.yaml: plugins.entries names discord, telegram',
            'Fix: enable the plugin',
          ].join('\n'),
        },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'configmap.yaml' },
              region: { startLine: 12 },
            },
          },
        ],
        partialFingerprints: { 'throughlineCheck/v1': 'TL203:configmap.yaml' },
      },
    ]);
  });

  it('lists each rule that is named, and no other, with its help', () => {
    const check = CHECKS.find(({ id }) => id === 'TL203');
    const { rules } = runOf(FAILED).tool.driver;
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      id: 'TL203',
      shortDescription: { text: check?.title },
      fullDescription: { text: check?.proves },
      help: { text: check?.explain },
    });
  });

  it('has a result only for what was found, each with the rule that it points to', () => {
    const other = { ...FAILED, id: 'TL101', link: 'config', severity: 'warning', status: 'warn' } as const;
    const run = runOf(FAILED, other, { ...FAILED, status: 'pass' }, { ...FAILED, status: 'unknown' });
    expect(run.results.map(({ level }: { level: string }) => level)).toEqual(['error', 'warning']);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it('names the link where the finding lies in no file', () => {
    const [result] = runOf({ ...FAILED, location: null }).results;
    expect(result.locations).toEqual([{ logicalLocations: [{ name: 'plugin', kind: 'resource' }] }]);
  });

  it.each([
    ['deploy/configmap.yaml', 'deploy/configmap.yaml'],
    ['./a folder/設定.yaml', 'a%20folder/%E8%A8%AD%E5%AE%9A.yaml'],
    ['/srv/tree/deploy/c.yaml', 'deploy/c.yaml'],
    ['../other/c.yaml', 'file:///srv/other/c.yaml'],
    ['/elsewhere/c.yaml', 'file:///elsewhere/c.yaml'],
  ])('writes %s as %s', (file, uri) => {
    expect(uriOf(file)).toBe(uri);
  });
});
