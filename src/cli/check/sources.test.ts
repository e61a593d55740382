import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Sources } from '../../prove/index.ts';
import type { Settings } from '../settings/read.ts';
import { UsageError } from '../usage-error.ts';
import type { CheckFlags } from './flags.ts';
import { SOURCES } from './source-table/index.ts';
import { isAnythingNamed, openSources } from './sources.ts';

const DEPLOY = fileURLToPath(new URL('../../../deploy/base', import.meta.url));
const OPENCLAW_2026_2 = fileURLToPath(new URL('../../../contracts/openclaw-2026.2.yaml', import.meta.url));
const SHOP = `schema: throughline.contract/1
name: shop
job: shop
flushInterval: 15s
metrics: [{ otlp: shop.sales, kind: counter }]
`;
const UNREACHABLE = `apiVersion: v1
kind: Config
current-context: lab
contexts: [{ name: lab, context: { cluster: lab, user: lab } }]
clusters: [{ name: lab, cluster: { server: 'http://127.0.0.1:1' } }]
users: [{ name: lab, user: {} }]
`;
const DEFAULTS = { failOn: 'warning', output: 'text', lang: 'en' } as const;
const clock = { now: Date.now, sleep: async () => {} };

async function read(
  flags: Partial<CheckFlags>,
  settings: Settings = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Partial<Sources>> {
  const sources = await openSources({ ...DEFAULTS, ...flags }, settings, {
    env,
    clock,
    timeoutMs: 1_000,
    static: flags.static === true || flags.beforeSync !== undefined,
    beforeSync: flags.beforeSync,
  });
  try {
    const found = await sources.read();
    expect(sources.requests()).toBe(0);
    return found;
  } finally {
    await sources.close();
  }
}

describe('the table of sources', () => {
  it('names, in each hint, a flag that provides the source', () => {
    const long = SOURCES.flatMap(({ flags }) => flags.map(({ long }) => long ?? ''));
    for (const { name, hint } of SOURCES)
      if (hint !== undefined && name !== 'vantage')
        expect(
          long.some((flag) => hint.includes(flag)),
          `${name}: ${hint}`,
        ).toBe(true);
  });

  it('gives each flag to one source', () => {
    const long = SOURCES.flatMap(({ flags }) => flags.map(({ long }) => long));
    expect(new Set(long).size).toBe(long.length);
  });
});

describe('openSources', () => {
  it('takes the configuration from the manifests where none is named', async () => {
    const { config, manifests, environment } = await read({ manifests: [DEPLOY] });
    expect(config?.path).toMatch(/configmap-openclaw\.yaml$/);
    expect(manifests?.workloads.length).toBeGreaterThan(0);
    expect(environment).toBeDefined();
  });

  it('derives the contract from the configuration where none is named', async () => {
    const { contract } = await read({ manifests: [DEPLOY] });
    expect(contract?.metrics.length).toBe(18);
  });

  it('takes the contract of a scrape where the configuration serves one and nothing pushes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sources-test-'));
    const config = join(folder, 'openclaw.json');
    const nameFor = async (otel: object): Promise<string | undefined> => {
      const plugins = { entries: { 'diagnostics-prometheus': { enabled: true } } };
      writeFileSync(config, JSON.stringify({ diagnostics: { enabled: true, otel }, plugins }));
      return (await read({ config })).contract?.name;
    };
    try {
      expect(await nameFor({})).toBe('openclaw-2026.9-scrape');
      expect(await nameFor({ enabled: true, endpoint: 'http://a' })).not.toBe('openclaw-2026.9-scrape');
      expect((await read({ contract: 'openclaw/2026.9-scrape' })).contract?.way).toBe('scrape');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['sets another interval', { flushIntervalMs: 5_000 }, 5_000],
    ['sets no interval', {}, 60_000],
  ])(
    'pushes at the interval of a configuration that %s, whatever a contract file says',
    async (_, otel, ms) => {
      const folder = mkdtempSync(join(tmpdir(), 'sources-test-'));
      const config = join(folder, 'openclaw.json');
      writeFileSync(config, JSON.stringify({ diagnostics: { enabled: true, otel } }));
      try {
        expect((await read({ config, contract: OPENCLAW_2026_2 })).contract).toMatchObject({
          name: 'openclaw-2026.2',
          flushIntervalMs: ms,
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('leaves the interval of another service, of which a configuration of a gateway says nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sources-test-'));
    const [config, contract] = [join(folder, 'openclaw.json'), join(folder, 'shop.yaml')];
    writeFileSync(config, '{ "diagnostics": { "otel": { "flushIntervalMs": 5000 } } }');
    writeFileSync(contract, SHOP);
    try {
      expect((await read({ config, contract })).contract?.flushIntervalMs).toBe(15_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('prefers a flag to the settings file', async () => {
    const settings = { backend: { url: 'http://settings:9090' }, tap: { url: 'http://settings:4319' } };
    const { backend, tap } = await read({ backend: ['http://flag:9090'] }, settings);
    expect(backend?.api.http.url).toBe('http://flag:9090');
    expect(tap?.url).toBe('http://settings:4319');
  });

  it('takes the second --backend and those after it as replicas', async () => {
    const { replicas } = await read({ backend: ['http://a:9090', 'http://b:9090', 'http://c:9090'] });
    expect(replicas?.map(({ api }) => api.http.url)).toEqual(['http://b:9090', 'http://c:9090']);
  });

  it('opens no server with --static', async () => {
    const found = await read({
      static: true,
      gateway: 'http://g:18789',
      backend: ['http://b:9090', 'http://c:9090'],
      loki: 'http://l:3100',
      grafana: 'http://g:3000',
      tap: 'http://t:4319',
      collectorMetrics: 'http://c:8888',
      kubeconfig: '/no/such/kubeconfig',
    });
    expect(Object.keys(found)).toEqual(['contract']);
  });

  it.each<NonNullable<CheckFlags['beforeSync']>>([true, { namespace: 'openclaw', name: 'openclaw' }])(
    'judges nothing before a sync to a cluster that cannot be read: %j',
    async (beforeSync) => {
      const folder = mkdtempSync(join(tmpdir(), 'sources-test-'));
      const kubeconfig = join(folder, 'kubeconfig');
      writeFileSync(kubeconfig, UNREACHABLE);
      try {
        await expect(read({ manifests: [DEPLOY], kubeconfig, beforeSync })).rejects.toThrow(
          new UsageError(
            '--before-sync: the cluster lab cannot be read: the connection was refused, because nothing listens there (ECONNREFUSED)',
          ),
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('rejects a second collector without a first one', async () => {
    await expect(read({ nextCollectorConfig: ['central.yaml'] })).rejects.toThrow(
      new UsageError(
        '--next-collector-config names a second collector: give the first one with --collector-config',
      ),
    );
  });

  it('rejects namespaces without the cluster that they are in', async () => {
    const wanted = '--namespaces selects what is read of a live cluster: name it with --kubeconfig';
    await expect(read({ namespaces: ['openclaw'] })).rejects.toThrow(new UsageError(wanted));
    await expect(read({}, { namespaces: ['openclaw'] })).resolves.toHaveProperty('contract');
  });

  it('reports a secret that is not set', async () => {
    const settings = { backend: { url: 'http://b:9090', bearer: { env: 'NO_SUCH' } } };
    await expect(read({}, settings)).rejects.toThrow(UsageError);
    await expect(read({}, settings, { NO_SUCH: 'token' })).resolves.toHaveProperty('backend');
  });
});

describe('isAnythingNamed', () => {
  it.each<[Partial<CheckFlags>, Settings, boolean]>([
    [{}, {}, false],
    [{ envFile: 'env', contract: 'c.yaml', canary: true, collectorConfig: ['c.yaml'] }, {}, false],
    [{ config: 'c.yaml' }, {}, true],
    [{}, { tap: { url: 'http://t:4319' } }, true],
    [{}, { rules: ['rules'] }, true],
  ])('with the flags %j and the settings %j: %s', (flags, settings, is) => {
    expect(isAnythingNamed({ ...DEFAULTS, ...flags }, settings)).toBe(is);
  });
});
