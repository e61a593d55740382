import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Ledger, ledgerSchema } from '../../src/shared/protocol/ledger.ts';
import { type GatewayStatus, gatewayStatusSchema } from '../../src/shared/protocol/status.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
export const API_TOKEN = 'api-token-of-the-test';

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly url?: string;
}

/** The built gateway as a separate process in a separate folder. */
export class GatewayProcess {
  readonly dir = mkdtempSync(join(tmpdir(), 'gateway-test-'));
  readonly configFile = join(this.dir, 'openclaw.json');
  readonly lines: LogLine[] = [];
  stderr = '';
  url = '';
  #child: ChildProcess | undefined;

  /** Starts it, or starts it again; resolves when it listens, or has ended. */
  async start(
    config: unknown,
    env: Record<string, string> = {},
    flags: readonly string[] = [],
  ): Promise<this> {
    this.write(config);
    this.lines.length = 0;
    this.stderr = '';
    const own = ['--config', this.configFile, '--home', this.dir, '--workspace', this.dir];
    const child = spawn(process.execPath, [MAIN, 'gateway', ...own, ...flags], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(JSON.parse(line) as LogLine);
    });
    await this.until('it listens or ends', () => {
      this.url = this.lines.find(({ url }) => url !== undefined)?.url ?? '';
      return this.url !== '' || child.exitCode !== null || child.signalCode !== null;
    });
    return this;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Installs a plugin in its home folder. */
  install(id: string, code: string): void {
    const folder = join(this.dir, '.openclaw', 'extensions', id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'openclaw.plugin.json'), JSON.stringify({ id, configSchema: {} }));
    writeFileSync(join(folder, 'package.json'), '{ "openclaw": { "extensions": ["./index.mjs"] } }');
    writeFileSync(join(folder, 'index.mjs'), code);
  }

  /** Renames a new configuration over the old one. */
  write(config: unknown): void {
    const text = typeof config === 'string' ? config : JSON.stringify(config);
    writeFileSync(`${this.configFile}.new`, text);
    renameSync(`${this.configFile}.new`, this.configFile);
  }

  async post(channel: string, body: unknown, token?: string): Promise<Response> {
    return await fetch(`${this.url}/webhooks/${channel}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  }

  async api<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}/api/${path}`, {
      headers: { authorization: `Bearer ${API_TOKEN}` },
    });
    return (await response.json()) as T;
  }

  async status(): Promise<GatewayStatus> {
    return gatewayStatusSchema.parse(await this.api('status'));
  }

  async ledger(): Promise<Ledger> {
    return ledgerSchema.parse(await this.api('telemetry'));
  }

  /** @returns the exit code */
  async signal(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    // Not "exit": its last lines may still arrive.
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  get exitCode(): number | null {
    return this.#child?.exitCode ?? null;
  }

  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 600; tries += 1) {
      if (await holds()) return;
      await sleep(50);
    }
    throw new Error(`waited in vain until ${what}; its log:\n${this.lines.map(({ msg }) => msg).join('\n')}`);
  }

  async dispose(): Promise<void> {
    await this.signal('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }
}
