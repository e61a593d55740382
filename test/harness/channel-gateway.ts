import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import type { PluginStatus } from '../../src/shared/protocol/status.ts';
import { API_TOKEN, GatewayProcess } from './gateway-process.ts';

export const BOT_TOKEN = '123456:bot-token-of-the-test';

/** A gateway process with channels and a model server. A message that starts with `slow` takes three seconds. */
export class ChannelGateway extends GatewayProcess {
  readonly model: ModelServer;

  private constructor(model: ModelServer) {
    super();
    this.model = model;
  }

  static async create(): Promise<ChannelGateway> {
    const model = await startModelServer(({ text }) =>
      text.startsWith('slow') ? { kind: 'delay', ms: 3_000 } : undefined,
    );
    return new ChannelGateway(model);
  }

  configOf(channels: object, more: object = {}): object {
    const entries = Object.fromEntries(Object.keys(channels).map((id) => [id, { enabled: true }]));
    return {
      gateway: { port: 0, auth: { token: API_TOKEN } },
      models: { providers: { main: { baseUrl: this.model.url, models: [{ id: 'large' }] } } },
      agents: { defaults: { model: { primary: 'main/large' } } },
      channels,
      plugins: { entries: { ...entries, 'diagnostics-otel': { enabled: true } } },
      diagnostics: {
        enabled: true,
        otel: {
          enabled: true,
          endpoint: 'http://127.0.0.1:9',
          serviceName: 'openclaw',
          flushIntervalMs: 60_000,
        },
      },
      ...more,
    };
  }

  async startWith(channels: object): Promise<void> {
    await this.start(this.configOf(channels));
  }

  async recorded(name: string): Promise<number | undefined> {
    return (await this.ledger()).metrics.find((metric) => metric.name === name)?.live.events;
  }

  async plugin(id: string): Promise<PluginStatus | undefined> {
    return (await this.status()).plugins.find((plugin) => plugin.id === id);
  }

  async noteOf(id: string): Promise<string | null | undefined> {
    return (await this.plugin(id))?.services[0]?.note;
  }

  /** All that it wrote to stdout and stderr. */
  output(): string {
    return JSON.stringify(this.lines) + this.stderr;
  }

  async reloads(count: number): Promise<void> {
    await this.until('it is reloaded', async () => (await this.status()).config.reloads === count);
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    await this.model.close();
  }
}
