import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fix, readReport } from '../../src/shared/protocol/report.ts';
import { type Ended, throughline } from '../harness/throughline.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-fix-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const DOUBLED = 'http://prometheus:9090/api/v1/otlp/v1/metrics/v1/metrics';

/** Three faults, each hidden by the one before: metrics are off, the path is twice in the endpoint, the plugin is off. */
const CONFIG = `{
  // what runs
  "plugins": {
    "entries": {
      "telegram": { "enabled": true } // keep me
    }
  },
  "diagnostics": {
    "enabled": true,
    "otel": {
      "enabled": true,
      "endpoint": "${DOUBLED}", // the receiver
      "metrics": false
    }
  }
}
`;

const YAML_CONFIG = `# what runs
plugins:
  entries:
    telegram: { enabled: true } # keep me
diagnostics:
  enabled: true
  otel:
    enabled: true
    endpoint: ${DOUBLED} # the receiver
    metrics: false
`;

const FLAT = JSON.stringify({
  plugins: { entries: { telegram: { enabled: true } } },
  diagnostics: { enabled: true, otel: { enabled: true, endpoint: DOUBLED, metrics: false } },
});

function configMap(value: string, key = 'openclaw.json'): string {
  return `apiVersion: v1
kind: ConfigMap # of the gateway
metadata:
  name: openclaw
data:
  ${key}: ${value}
`;
}

function indented(text: string): string {
  return `|\n${text.trimEnd().replaceAll(/^(?=.)/gm, '    ')}`;
}

function write(text: string, name = 'config.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const fix = (...args: string[]): Promise<Ended> =>
  throughline(['check', '--config', 'config.yaml', '--static', '--fix', '--yes', ...args], { cwd: folder });

const WRITTEN: readonly (readonly [string, string])[] = [
  ['JSON5 in a ConfigMap', configMap(indented(CONFIG))],
  ['YAML in a ConfigMap', configMap(indented(YAML_CONFIG), 'openclaw.yaml')],
  ['JSON5 by itself', CONFIG],
  ['YAML by itself', YAML_CONFIG],
  ['JSON5 with tabs', CONFIG.replaceAll('  ', '\t')],
  ['a ConfigMap with tabs in its JSON', configMap(indented(CONFIG.replaceAll('  ', '\t')))],
  ['a ConfigMap with CRLF', configMap(indented(CONFIG)).replaceAll('\n', '\r\n')],
  ['YAML with CRLF', YAML_CONFIG.replaceAll('\n', '\r\n')],
  ['a ConfigMap without a line end at its end', configMap(indented(CONFIG)).trimEnd()],
  ['YAML without a line end at its end', YAML_CONFIG.trimEnd()],
  ['a ConfigMap among other documents', `kind: Service\n---\n${configMap(indented(CONFIG))}---\nkind: Pod\n`],
  ['JSON in single quotes', configMap(`'${FLAT}'`)],
  ['JSON in double quotes', configMap(JSON.stringify(CONFIG))],
  ['a manifest in JSON', JSON.stringify({ kind: 'ConfigMap', data: { 'openclaw.json': CONFIG } }, null, 2)],
];

describe('throughline check --fix', () => {
  it.each(WRITTEN)(
    'fixes three faults that hide each other in %s by diffs that git applies, and changes nothing else',
    async (_, text) => {
      write(text);
      const { code, stderr, stdout } = await fix('-o', 'json');
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const report = readReport(stdout);
      expect(report.rootCause).toBeNull();
      expect(report.fixed?.map(({ check }) => check)).toEqual(['TL102', 'TL104', 'TL203']);
      const after = readFileSync(join(folder, 'config.yaml'), 'utf8');
      write(text);
      for (const { diff } of report.fixed ?? [])
        execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: diff });
      expect(readFileSync(join(folder, 'config.yaml'), 'utf8')).toBe(after);
      expect(after.endsWith('\n')).toBe(text.endsWith('\n'));
      if (text.includes('\r\n')) expect(after).not.toMatch(/(?<!\r)\n/);
      for (const [comment] of text.matchAll(/keep me|what runs|the receiver|of the gateway/g)) {
        expect(after).toContain(comment);
      }
      const kept = after.split('\n').filter((line) => text.split('\n').includes(line));
      expect(text.split('\n').length - kept.length).toBeLessThanOrEqual(3);
    },
  );

  it.each([
    ['a folded block', configMap(`>\n    ${FLAT}`)],
    ['quotes over several lines', configMap(`'${FLAT.replace('"diagnostics"', '\n    "diagnostics"')}'`)],
    [
      'an anchor that something else shares',
      `${YAML_CONFIG.replace('metrics: false', 'metrics: &off false')}x: *off\n`,
    ],
  ])('leaves %s to a person, reports it, and writes nothing', async (_, text) => {
    write(text);
    const { code, stderr, stdout } = await fix('-o', 'json');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /nothing more to write: .*set diagnostics\.otel\.metrics to true \(by hand: config\.yaml/,
    );
    expect(JSON.parse(stdout)).toMatchObject({ fixed: [], rootCause: { fix: { kind: 'manual' } } });
    expect(readFileSync(join(folder, 'config.yaml'), 'utf8')).toBe(text);
  });

  it("keeps a link and its target's mode, and creates no other file", async () => {
    mkdirSync(join(folder, 'real'));
    const target = write(CONFIG, 'real/openclaw.json');
    chmodSync(target, 0o664);
    symlinkSync(join('real', 'openclaw.json'), join(folder, 'config.yaml'));
    expect((await fix()).code).toBe(0);
    expect(lstatSync(join(folder, 'config.yaml')).isSymbolicLink()).toBe(true);
    expect(statSync(target).mode & 0o777).toBe(0o664);
    expect(readdirSync(join(folder, 'real'))).toEqual(['openclaw.json']);
    expect(readFileSync(target, 'utf8')).toContain('diagnostics-otel');
  });

  it('does not change a file that is not UTF-8', async () => {
    const bytes = Buffer.from(CONFIG.replace('what runs', 'caf\u00e9'), 'latin1');
    writeFileSync(join(folder, 'config.yaml'), bytes);
    const { code, stderr } = await fix();
    expect(code).toBe(2);
    expect(stderr).toContain('is not UTF-8');
    expect(readFileSync(join(folder, 'config.yaml')).equals(bytes)).toBe(true);
  });

  it('shows each report once', async () => {
    write(CONFIG);
    const { stdout, stderr } = await fix();
    expect(stderr.match(/wrote /g)).toHaveLength(3);
    expect(stdout.match(/^│ diagnostics\.otel\.metrics is off/gm)).toHaveLength(1);
  });

  it('asks for --yes at once if there is no terminal', async () => {
    write(CONFIG);
    const args = ['check', '--config', 'config.yaml', '--static', '--fix'];
    const { code, stdout, stderr } = await throughline(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('without a terminal, give --yes');
    expect(readFileSync(join(folder, 'config.yaml'), 'utf8')).toBe(CONFIG);
  });
});

describe('a diff near a credential', () => {
  const SECRET = 'Bearer s3cr3t-value';

  /** Metrics are off, on the line that is this many lines after a credential; and what check says to do. */
  async function foundAfter(lines: number): Promise<{ text: string; stdout: string; fix: Fix | null }> {
    const settings = ['"enabled": true', '"endpoint": "http://prometheus:9090/api/v1/otlp"'];
    settings.splice(3 - lines, 0, `"headers": { "authorization": "${SECRET}" }`);
    const otel = [...settings, '"metrics": false'].map((setting) => `      ${setting}`).join(',\n');
    const text = `{
  "plugins": { "entries": { "diagnostics-otel": { "enabled": true } } },
  "diagnostics": {
    "enabled": true,
    "otel": {
${otel}
    }
  },
  "cron": { "enabled": false }
}
`;
    writeFileSync(join(folder, 'config.json'), text);
    const { stdout } = await throughline(['check', '--config', 'config.json', '--static', '-o', 'json'], {
      cwd: folder,
    });
    return { text, stdout, fix: readReport(stdout).rootCause?.fix ?? null };
  }

  it('has context that shows no credential, and git applies it', async () => {
    const { text, stdout, fix: found } = await foundAfter(2);
    expect(stdout).not.toContain(SECRET);
    execFileSync('git', ['apply', '-'], { cwd: folder, input: found?.diff });
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe(
      text.replace('"metrics": false', '"metrics": true'),
    );
  });

  it('is none where it would have no context, which git applies in another place or not at all', async () => {
    const { stdout, fix: found } = await foundAfter(1);
    expect(stdout).not.toContain(SECRET);
    expect(found).toMatchObject({ kind: 'manual', text: expect.stringContaining('set diagnostics.otel') });
    expect(found?.text).toContain('by hand: a diff would show a credential, on the same line or beside it');
    expect(found?.diff).toBeUndefined();
  });
});
