/** One program as data: its source, and how it is found. */
export interface ProgramSpec {
  /** What people type: `prometheus`, or `prometheus@2.53` where a family has several. */
  readonly id: string;
  readonly family: string;
  /** The product's name, without a version. */
  readonly title: string;
  readonly version: string;
  /** The file that a build writes, and that the cache contains. */
  readonly binary: string;
  /** The environment variable that names a binary to use instead. */
  readonly variable: string;
  readonly onPath: {
    readonly names: readonly string[];
    /** A binary on PATH is used if its version is this, or begins with this and a dot. */
    readonly series: string;
  };
  readonly versionFrom: {
    readonly args: readonly string[];
    /** Matches the output of a binary of this family; the first group is its version, empty if it was built without one. */
    readonly pattern: RegExp;
  };
  readonly source: GoSource | NpmSource;
}

/** One real server as data: also how it starts alone, and how it is queried. */
export interface ServerSpec extends ProgramSpec {
  readonly start: StartSpec;
}

/** A command in a Go module, pinned. */
export interface GoSource {
  readonly kind: 'go';
  readonly module: string;
  readonly version: string;
  /** The `h1:` hash of the module's zip, as a go.sum records it. */
  readonly checksum: string;
  readonly package: string;
  /** Added to the module's own `replace` lines. */
  readonly replaces?: readonly GoReplace[];
  /** The version of the modules that its go.mod takes from folders; without it, their `replace` lines are left out. */
  readonly foldersAt?: string;
  /** The package is a program that builds the server into `bin` from this configuration. */
  readonly assembly?: string;
  /** Linker variables to set, so that the server prints its version. */
  readonly variables: Readonly<Record<string, string>>;
  /** Download and build with empty Go caches on two cores, in seconds. */
  readonly coldSeconds: number;
}

/** An npm package with the Node that runs it, pinned by lock files in the folder `npm`. */
export interface NpmSource {
  readonly kind: 'npm';
  readonly package: string;
  readonly version: string;
  /** The `sha512-` hash of the package, as a lock file records it. */
  readonly checksum: string;
  /** The folder of its package.json and package-lock.json. */
  readonly lock: string;
  /** A folder of the package that gets its own dependencies in a second copy, and the lock that pins these. */
  readonly completed?: { readonly folder: string; readonly lock: string };
  /** Download and installation with an empty npm cache, in seconds. */
  readonly coldSeconds: number;
}

/** One `replace` line of a go.mod: `with` replaces `path` (at `atVersion`, or at any version). */
export interface GoReplace {
  readonly path: string;
  readonly atVersion?: string;
  readonly with: { readonly path: string; readonly version: string };
}

export interface StartSpec {
  /** `https` with a certificate that the server signs itself; else `http`. */
  readonly scheme?: 'https';
  readonly args: (place: Placement) => readonly string[];
  /** Variables that it needs, added to the inherited environment. */
  readonly env?: (place: Placement) => Readonly<Record<string, string>>;
  /** The flags that switch the OTLP receiver on; none if it cannot be off. */
  readonly receiverFlags: readonly string[];
  /** The flag that names a configuration file; none if the server has no such file. */
  readonly configFlag?: string;
  /** The configuration that it gets by default. */
  readonly defaultConfig?: (place: Placement) => string;
  /** Files in its data folder that it needs to start, by name. */
  readonly files?: () => Readonly<Record<string, string>>;
  readonly paths: {
    /** Responds with `readyStatus` once the server accepts writes and queries. */
    readonly ready: string;
    /** The prefix of `/api/v1/…`; empty for the root. */
    readonly query: string;
    readonly otlpMetrics?: string;
  };
  /** 200 by default. */
  readonly readyStatus?: number;
  readonly readyTimeoutMs: number;
}

/** The address and the folder of one running instance. */
export interface Placement {
  readonly host: string;
  readonly port: number;
  /** For servers with a second address, for their peers. */
  readonly peerPort: number;
  readonly dataDir: string;
}
