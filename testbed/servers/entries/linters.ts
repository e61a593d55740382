import type { ProgramSpec } from '../spec.ts';

const ACTIONLINT = 'github.com/rhysd/actionlint';

/** What judges files that are written for the CI of others. */
export const LINTERS: readonly ProgramSpec[] = [
  {
    id: 'actionlint',
    family: 'actionlint',
    title: 'actionlint',
    version: '1.7.12',
    binary: 'actionlint',
    variable: 'ACTIONLINT_BIN',
    onPath: { names: ['actionlint'], series: '1.7' },
    versionFrom: { args: ['-version'], pattern: /^v?(\d\S*)$/m },
    source: {
      kind: 'go',
      module: ACTIONLINT,
      version: 'v1.7.12',
      checksum: 'h1:vQ4GeJN86C0QH+gTUQcs8McmK62OLT3kmakPMtEWYnY=',
      package: `${ACTIONLINT}/cmd/actionlint`,
      variables: { [`${ACTIONLINT}.version`]: '1.7.12' },
      coldSeconds: 20,
    },
  },
];
