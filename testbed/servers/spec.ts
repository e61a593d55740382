/** One real server as data: where its source is, how it is started, and how it is asked. */
export interface ServerSpec {
  /** What people type: `prometheus`, or `prometheus@2.53` where a family has several. */
  readonly id: string;
  readonly family: string;
  /** The product's name, without a version. */
  readonly title: string;
  readonly version: string;
  /** The file that a build leaves, and that the cache holds. */
  readonly binary: string;
  /** The environment variable that names a binary to use instead of any other. */
  readonly variable: string;
  readonly onPath: {
    readonly names: readonly string[];
    /** A binary on PATH is used when its version is this, or begins with this and a dot. */
    readonly series: string;
  };
  readonly versionFrom: {
    readonly args: readonly string[];
    /** Matches what a binary of this family says; the first group is its version, empty if it was built without one. */
    readonly pattern: RegExp;
  };
  readonly source: GoSource;
  readonly start: StartSpec;
}

/** A command in a Go module, pinned. */
export interface GoSource {
  readonly module: string;
  readonly version: string;
  /** The `h1:` hash of the module's zip, as a go.sum records it. */
  readonly checksum: string;
  readonly package: string;
  /** Needed beside the module's own `replace` lines, which do not count for whoever requires it. */
  readonly replaces?: readonly GoReplace[];
  /** The version of the modules that its go.mod takes from folders beside it; else their `replace` lines are left out. */
  readonly foldersAt?: string;
  /** The package is a program that makes the server, into `bin`, from this configuration. */
  readonly assembly?: string;
  /** Linker variables to set, so that the server can tell its version. */
  readonly variables: Readonly<Record<string, string>>;
  /** Download and build with empty Go caches on two cores, in seconds. */
  readonly coldSeconds: number;
}

/** One `replace` line of a go.mod: `path` (at `atVersion`, or at any) is taken from `with`. */
export interface GoReplace {
  readonly path: string;
  readonly atVersion?: string;
  readonly with: { readonly path: string; readonly version: string };
}

export interface StartSpec {
  /** `https` with a certificate that the server signs itself; else `http`. */
  readonly scheme?: 'https';
  readonly args: (place: Placement) => readonly string[];
  /** The flags that switch the OTLP receiver on; none where it cannot be off. */
  readonly receiverFlags: readonly string[];
  /** The flag that names a configuration file; none where the server has no such file. */
  readonly configFlag?: string;
  /** The configuration that it has if it is given no other. */
  readonly defaultConfig?: (place: Placement) => string;
  /** Files that it cannot start without, by name, in its data folder. */
  readonly files?: () => Readonly<Record<string, string>>;
  readonly paths: {
    /** Answers `readyStatus` once the server can be written to and queried. */
    readonly ready: string;
    /** What `/api/v1/…` stands under; empty for the root. */
    readonly query: string;
    readonly otlpMetrics?: string;
  };
  /** 200 unless it says otherwise. */
  readonly readyStatus?: number;
  readonly readyTimeoutMs: number;
}

/** What one running instance has for itself. */
export interface Placement {
  readonly host: string;
  readonly port: number;
  /** For servers that have a second address, for their own kind. */
  readonly peerPort: number;
  readonly dataDir: string;
}
