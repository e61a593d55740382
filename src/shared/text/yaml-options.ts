/** For every reading of YAML: by default the library prints its warnings to stderr, between the lines of the report. */
export const QUIET = { logLevel: 'error' } as const;
