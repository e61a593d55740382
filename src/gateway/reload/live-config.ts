import type { ConfigIssue, Environment, GatewayConfig } from '../../config/index.ts';
import { type ConfigLocation, issueText, loadConfig } from '../config-file.ts';
import type { Clock, Log } from '../context.ts';
import { StartError } from '../start-error.ts';
import type { ConfigStatus } from '../status.ts';
import { changedPaths } from './changes.ts';
import { effectOf } from './effects.ts';

/** The first configuration cannot be read or is not valid. */
export class ConfigError extends StartError {
  override readonly name = 'ConfigError';
  readonly issues: readonly ConfigIssue[];

  constructor(path: string, issues: readonly ConfigIssue[]) {
    super(
      [`${path} is no valid configuration:`, ...issues.map((issue) => `  ${issueText(issue)}`)].join('\n'),
    );
    this.issues = issues;
  }
}

/** Settings given by flag, which no file changes. */
export interface Overrides {
  readonly host?: string;
  readonly port?: number;
}

export interface LiveConfigOptions {
  readonly location: ConfigLocation;
  readonly env: Environment;
  readonly overrides: Overrides;
  readonly clock: Clock;
}

/** Brings a changed configuration into force; `plugins` says whether plugins are concerned. */
export type Apply = (config: GatewayConfig, plugins: boolean) => Promise<void>;

/** The configuration in force, and what became of newer ones. A bad one never replaces a good one. */
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
   * Reads the file again. Reloads come one after the other.
   *
   * @param force applies even an unchanged file, so that what failed is tried again
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
      const issues = loaded.errors.map(issueText);
      const lastError = issues.join('; ');
      this.#status = { ...this.#status, lastError };
      log.error(
        { path: location.path, issues },
        `the changed configuration is not valid, so the one before stays in force: ${lastError}`,
      );
      return;
    }
    const next = overridden(loaded.config, overrides);
    const changed = changedPaths(this.#current, next);
    const { mode } = this.#current.gateway.reload;
    const restartNeeded = changed.filter((path) => mode === 'restart' || effectOf(path) === 'restart');
    const lastError = null;
    this.#status = { ...this.#status, lastError, restartNeeded, warnings: loaded.warnings.map(issueText) };
    for (const path of restartNeeded)
      log.warn(`${path} has changed; restart the gateway to bring it into force`);
    const live = changed.filter((path) => !restartNeeded.includes(path));
    if (live.length > 0 || force) {
      // What takes a restart keeps its old value, in force and in what is compared with the next file.
      this.#current =
        mode === 'restart' ? this.#current : { ...next, gateway: sameAddress(next, this.#current) };
      await apply(this.#current, force || live.some((path) => effectOf(path) === 'plugins'));
    }
    if (changed.length === 0) {
      this.#status = { ...this.#status, hash: loaded.hash };
      return;
    }
    this.#status = {
      ...this.#status,
      hash: loaded.hash,
      loadedAt: isoNow(clock),
      reloads: this.#status.reloads + 1,
    };
    log.info({ changed }, `configuration reloaded: ${changed.join(', ')}`);
  }
}

function sameAddress(next: GatewayConfig, before: GatewayConfig): GatewayConfig['gateway'] {
  return { ...next.gateway, host: before.gateway.host, port: before.gateway.port };
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
