import type { ConfigIssue, Environment, FileArgument, GatewayConfig } from '../../../shared/config/index.ts';
import type { ConfigStatus } from '../../../shared/protocol/status.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import { issueText, loadConfig } from '../config-file.ts';
import type { Clock, Log } from '../context.ts';
import { StartError } from '../start-error.ts';
import { changedPaths } from './changes.ts';
import { type Effect, effectOf, waitsForRestart } from './effects.ts';

/** The first configuration cannot be read or is not valid. */
export class ConfigError extends StartError {
  override readonly name = 'ConfigError';
  readonly issues: readonly ConfigIssue[];

  constructor(path: string, issues: readonly ConfigIssue[]) {
    super(
      [`${path} is not a valid configuration:`, ...issues.map((issue) => `  ${issueText(issue)}`)].join('\n'),
    );
    this.issues = issues;
  }
}

/** Settings given by flags; they override the file. */
export interface Overrides {
  readonly host?: string;
  readonly port?: number;
}

export interface LiveConfigOptions {
  readonly location: FileArgument;
  readonly env: Environment;
  readonly overrides: Overrides;
  readonly clock: Clock;
}

/** Applies a changed configuration. If it throws, the previous one stays in force. */
export type Apply = (config: GatewayConfig, effects: ReadonlySet<Effect>) => Promise<void>;

/** The configuration in force, and the result of each reload. An invalid one never replaces a valid one. */
export class LiveConfig {
  readonly #options: LiveConfigOptions;
  #current: GatewayConfig;
  #status: Omit<ConfigStatus, 'path'>;
  #reloading: Promise<void> = Promise.resolve();

  private constructor(
    options: LiveConfigOptions,
    first: GatewayConfig,
    hash: string,
    warnings: readonly ConfigIssue[],
  ) {
    this.#options = options;
    this.#current = first;
    this.#status = {
      hash,
      loadedAt: isoNow(options.clock),
      reloads: 0,
      lastError: null,
      warnings: warnings.map(issueText),
      restartNeeded: [],
    };
  }

  /** @throws {ConfigError} */
  static async load(options: LiveConfigOptions): Promise<LiveConfig> {
    const loaded = await loadConfig(options.location, options.env);
    if (!loaded.ok) throw new ConfigError(options.location.path, loaded.errors);
    return new LiveConfig(
      options,
      overridden(loaded.config, options.overrides),
      loaded.hash,
      loaded.warnings,
    );
  }

  get current(): GatewayConfig {
    return this.#current;
  }

  status(): ConfigStatus {
    return { path: this.#options.location.path, ...this.#status };
  }

  /**
   * Reads the file again. Reloads run one after the other.
   *
   * @param force applies an unchanged file too, so that what failed is tried again
   */
  reload(apply: Apply, log: Log, force = false): Promise<void> {
    const reloaded = this.#reloading.then(() => this.#reload(apply, log, force));
    this.#reloading = reloaded.catch(() => undefined);
    return reloaded;
  }

  async #reload(apply: Apply, log: Log, force: boolean): Promise<void> {
    const { location, env, overrides, clock } = this.#options;
    const loaded = await loadConfig(location, env);
    if (!loaded.ok) {
      this.#reject(loaded.errors.map(issueText), log);
      return;
    }
    const before = this.#current;
    const { mode } = before.gateway.reload;
    const changed = changedPaths(before, overridden(loaded.config, overrides));
    const waiting = changed.filter((path) => waitsForRestart(path, mode));
    const live = changed.filter((path) => !waiting.includes(path));
    if (live.length > 0 || force) {
      const next = overridden(loaded.config, overrides);
      // A setting that waits for a restart keeps its old value, also for the comparison with the next file.
      if (live.length > 0) this.#current = waiting.length > 0 ? withAddressOf(next, before) : next;
      try {
        await apply(
          this.#current,
          new Set([...live.map(effectOf), ...(force ? (['plugins'] as const) : [])]),
        );
      } catch (error) {
        this.#current = before;
        this.#reject([errorText(error)], log);
        return;
      }
    }
    for (const path of waiting) log.warn(`${path} has changed; restart the gateway to bring it into force`);
    if (live.length > 0) log.info({ changed: live }, `configuration reloaded: ${live.join(', ')}`);
    this.#status = {
      hash: loaded.hash,
      loadedAt: live.length > 0 ? isoNow(clock) : this.#status.loadedAt,
      reloads: this.#status.reloads + (live.length > 0 ? 1 : 0),
      lastError: null,
      warnings: loaded.warnings.map(issueText),
      restartNeeded: waiting,
    };
  }

  #reject(issues: readonly string[], log: Log): void {
    const lastError = issues.join('; ');
    this.#status = { ...this.#status, lastError };
    log.error(
      { path: this.#options.location.path, issues },
      `the changed configuration is rejected, so the previous one stays in force: ${lastError}`,
    );
  }
}

function withAddressOf(next: GatewayConfig, { gateway: { host, port } }: GatewayConfig): GatewayConfig {
  return { ...next, gateway: { ...next.gateway, host, port } };
}

function overridden(config: GatewayConfig, { host, port }: Overrides): GatewayConfig {
  return {
    ...config,
    gateway: { ...config.gateway, host: host ?? config.gateway.host, port: port ?? config.gateway.port },
  };
}

function isoNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
