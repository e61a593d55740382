import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { unifiedDiff } from '../../edit/index.ts';
import { findConfig } from '../document.ts';
import { changeSetting } from '../setting.ts';

const ENABLED = ['diagnostics', 'otel', 'enabled'];
const ENTRY = 'openclaw.json: |\n    {\n      "diagnostics": {"otel": {"enabled": false}}\n    }\n';
const CONFIG_MAP = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: gate}\ndata:\n  ${ENTRY}`;
const indented = (text: string): string => text.trimEnd().replaceAll('\n', '\n  ');

/** Changed lines of the file where `diagnostics.otel.enabled` is set. */
function edit(file: string, key?: string): { lines: string[]; changed: string } {
  const found = findConfig(file, key);
  const changed = found.replace(changeSetting(found.text, ENABLED, true)) ?? '';
  const lines = unifiedDiff('f', file, changed).split('\n');
  return { changed, lines: lines.filter((line) => /^[+-](?![+-])/.test(line)) };
}

describe('findConfig in a list', () => {
  const LIST = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ServiceAccount\n  metadata: {name: gate}\n- ${indented(CONFIG_MAP)}\n`;

  it('finds the entry of the ConfigMap, with its line', () => {
    expect(findConfig(LIST)).toMatchObject({ key: 'openclaw.json', configMap: 'gate', firstLine: 12 });
  });

  it('edits the entry and nothing else', () => {
    expect(edit(LIST).lines).toEqual([
      '-        "diagnostics": {"otel": {"enabled": false}}',
      '+        "diagnostics": {"otel": {"enabled": true}}',
    ]);
  });

  it('reads items of a typed list, which leave out their kind', () => {
    const json = {
      apiVersion: 'v1',
      kind: 'ConfigMapList',
      items: [{ data: { 'a.json': '{"gateway": {}}' } }],
    };
    expect(findConfig(JSON.stringify(json))).toMatchObject({ key: 'a.json', text: '{"gateway": {}}' });
  });
});

describe('findConfig in a Secret', () => {
  const secret = (body: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: gate}\n${body}`;

  it('edits an entry of stringData', () => {
    const file = secret(`stringData:\n  ${ENTRY}`);
    expect(findConfig(file)).toMatchObject({ configMap: null, secret: 'gate' });
    expect(edit(file).lines).toContain('+      "diagnostics": {"otel": {"enabled": true}}');
  });

  it('reads base64 in data, and says why it is not edited', () => {
    const base64 = Buffer.from('{"diagnostics": {}}').toString('base64');
    const found = findConfig(secret(`data:\n  openclaw.json: ${base64}\n  token: AAAA\n`));
    expect(found).toMatchObject({ text: '{"diagnostics": {}}', firstLine: 5, onOneLine: true });
    expect(found.replace('{}')).toBeUndefined();
    expect(found.readOnly).toContain('is base64');
  });
});

describe('findConfig in the values of a chart', () => {
  const VALUES =
    'replicas: 1\nopenclaw:\n  config:\n    # export\n    diagnostics:\n      enabled: true\n      otel:\n        enabled: false\n\n  image: {tag: x}\n';

  it('proposes the path where none is named', () => {
    expect(() => findConfig(VALUES)).toThrow(
      'is not a gateway configuration itself, but holds one at "openclaw.config": give FILE#openclaw.config',
    );
  });

  it('edits the named path and nothing else', () => {
    expect(findConfig(VALUES, 'openclaw.config').firstLine).toBe(5);
    expect(edit(VALUES, 'openclaw.config').lines).toEqual([
      '-        enabled: false',
      '+        enabled: true',
    ]);
  });

  it('edits a map on one line', () => {
    const { changed } = edit('a:\n  b: {diagnostics: {enabled: true, otel: {}}} # why\n', 'a.b');
    expect(parse(changed)).toEqual({ a: { b: { diagnostics: { enabled: true, otel: { enabled: true } } } } });
    expect(changed).toContain('# why');
  });

  it('edits values written as JSON', () => {
    const json = JSON.stringify({ app: { config: { diagnostics: { otel: { enabled: false } } } } }, null, 2);
    expect(edit(json, 'app.config').lines).toEqual([
      '-          "enabled": false',
      '+          "enabled": true',
    ]);
  });

  it('adds a section at the end of a map with the indentation of the map', () => {
    const { changed } = edit(
      'app:\n  config:\n    gateway: {port: 1}\n    plugins:\n      entries: {}\nnext: 1\n',
      'app.config',
    );
    expect(parse(changed)).toEqual({
      app: {
        config: { gateway: { port: 1 }, plugins: { entries: {} }, diagnostics: { otel: { enabled: true } } },
      },
      next: 1,
    });
  });

  it('finds a text by a path whose key has a dot', () => {
    const file = `configMaps:\n  config:\n    data:\n      ${indented(indented(ENTRY))}\n`;
    const path = 'configMaps.config.data.openclaw.json';
    expect(() => findConfig(file)).toThrow(path);
    expect(edit(file, path).lines).toHaveLength(2);
  });

  it('leaves a map with an alias unchanged', () => {
    const file = 'x: &x {enabled: false}\napp: {gateway: {}, diagnostics: {otel: *x}}\n';
    const found = findConfig(file, 'app');
    expect(JSON.parse(found.text)).toMatchObject({ diagnostics: { otel: { enabled: false } } });
    expect(found.replace('{}')).toBeUndefined();
  });
});

describe('findConfig in objects that carry values', () => {
  const VALUES = 'gate:\n  config:\n    diagnostics:\n      otel:\n        enabled: false\n';
  const within = (text: string, indent: string): string => text.trimEnd().replaceAll(/^/gm, indent);
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: gate}\nspec:\n  values:\n${within(VALUES, '    ')}\n`;
  const application = (helm: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: gate}\nspec:\n  source:\n    helm:\n${helm}`;
  const inline = application(`      values: |\n${within(VALUES, '        ')}\n`);
  const object = application(`      valuesObject:\n${within(VALUES, '        ')}\n`);
  const instance = `apiVersion: openclaw.rocks/v1alpha1\nkind: OpenClawInstance\nmetadata: {name: gate}\nspec:\n  config:\n    raw:\n      agents: {}\n      diagnostics: {otel: {enabled: false}}\n`;

  it.each([
    ['a HelmRelease', release, 'spec.values.gate.config'],
    ['an Application with values as text', inline, 'spec.source.helm.values.gate.config'],
    ['an Application with values as an object', object, 'spec.source.helm.valuesObject.gate.config'],
    ['an OpenClawInstance', instance, 'spec.config.raw'],
  ])('finds it in %s, and edits one line', (_, file, key) => {
    const found = findConfig(file);
    expect(found.key).toBe(key);
    expect(found).toMatchObject(findConfig(file, key) && { text: found.text });
    expect(file.split('\n')[found.firstLine - 1]?.trim()).toBe(found.text.split('\n')[0]);
    expect(edit(file).lines).toHaveLength(2);
  });

  it('rejects an Application whose parameters override the configuration', () => {
    const file = `${object}      parameters:\n      - {name: gate.config.diagnostics.otel.enabled, value: "true"}\n`;
    expect(() => findConfig(file)).toThrow(
      'by helm.parameters as well (gate.config.diagnostics.otel.enabled)',
    );
  });

  it('names the ConfigMap that an OpenClawInstance refers to', () => {
    const file =
      'apiVersion: openclaw.rocks/v1alpha1\nkind: OpenClawInstance\nmetadata: {name: gate}\nspec:\n  config:\n    configMapRef: {name: gate-config}\n';
    expect(() => findConfig(file)).toThrow('its configuration is in the ConfigMap gate-config');
  });
});

describe('findConfig in a kustomization', () => {
  it('edits a literal of a generator', () => {
    const file = `configMapGenerator:\n- name: gate\n  literals:\n  - 'openclaw.json={"diagnostics": {"otel": {"enabled": false}}}'\n`;
    expect(findConfig(file)).toMatchObject({ key: 'openclaw.json', configMap: 'gate' });
    expect(edit(file).lines).toHaveLength(2);
  });
});

describe('findConfig in a file of another kind', () => {
  it.each([
    ['apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: gate}\n', 'the manifest of a Deployment gate'],
    ['kind: Kustomization\napiVersion: x/v1\nresources: [a.yaml]\n', 'the manifest of a Kustomization'],
    ['{"name": "x", "version": "1.0.0", "dependencies": {}}', 'a package.json'],
    ['receivers: {}\nservice: {}\n', 'an OpenTelemetry Collector'],
    ['loki: {}\ngateway: {enabled: true}\nwrite: {}\n', 'a file with the keys loki, gateway, write'],
    ['[1]', 'a list'],
  ])('says what %j is', (file, what) => {
    expect(() => findConfig(file)).toThrow(/holds no gateway configuration/);
    expect(() => findConfig(file)).toThrow(what);
  });

  it('names a Helm template', () => {
    expect(() => findConfig('data:\n  a: {{ .Values.config | toJson }}\n')).toThrow('is a Helm template');
  });

  it('takes no other program’s ConfigMap for a configuration', () => {
    const file = 'apiVersion: v1\nkind: ConfigMap\ndata:\n  nginx.conf: "server { listen 80; }"\n';
    expect(() => findConfig(file)).toThrow('no entry with gateway, plugins or diagnostics ("nginx.conf")');
  });

  it.each(['{}', '{ models: { providers: {} } }', '{ "diagnostics": { '])(
    'takes %j as a configuration',
    (file) => {
      expect(findConfig(file).key).toBeNull();
    },
  );
});
