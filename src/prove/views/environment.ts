import type { GatewayView } from './gateway.ts';

/** What is known of the environment of the gateway's process. */
export interface EnvironmentSeen {
  /** Where it was read. */
  readonly source: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that are set to a value that is elsewhere, and where. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** What may set further variables; `undefined` where only OpenTelemetry's and the proxies' are shown. */
  readonly unread: readonly string[] | undefined;
}

/** The environment that the gateway's process runs with. */
export interface GatewayEnvironment {
  /** @returns undefined where neither a dump nor the gateway shows it */
  read(): Promise<EnvironmentSeen | undefined>;
}

export interface EnvironmentSources {
  readonly gateway: GatewayView | undefined;
  /** A dump of the environment of the process. */
  readonly file: { readonly path: string; readonly variables: Readonly<Record<string, string>> } | undefined;
}

/** Reads the dump first, then the gateway's status. */
export function createEnvironment({ gateway, file }: EnvironmentSources): GatewayEnvironment {
  return {
    read: async () => {
      const whole = { elsewhere: {}, unread: [] };
      if (file) return { source: file.path, variables: file.variables, ...whole };
      const status = await gateway?.status();
      if (!status?.ok) return undefined;
      const source = `${gateway?.url}/api/status`;
      return { ...whole, source, variables: status.value.environment, unread: undefined };
    },
  };
}
