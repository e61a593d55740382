// The layers: each folder of code with what it holds and what it may import. The lint rule and the table in
// ARCHITECTURE.md are made from this one table.

/**
 * `imports` names layers; a name that ends in `/` allows all layers below that folder. A layer may always import itself.
 * Where one folder holds another layer, the longer path wins.
 */
export const LAYERS = [
  { folder: 'src/shared/text', holds: 'small pure functions on strings and values', imports: [] },
  {
    folder: 'src/shared/time',
    holds: 'parsing and printing durations',
    imports: [],
  },
  {
    folder: 'src/shared/files',
    holds: 'writing a file in one step, and watching one that is swapped',
    imports: ['src/shared/text'],
  },
  {
    folder: 'src/shared/protocol',
    holds: 'schemas of the JSON documents of both halves: status, ledger, report, exchange, sync status',
    imports: ['src/shared/text'],
  },
  {
    folder: 'src/shared/catalog',
    holds: 'the 18 metrics, their attributes and buckets',
    imports: [],
  },
  {
    folder: 'src/shared/edit',
    holds: 'changing one value of JSON5 or YAML and nothing else; diffs; pure',
    imports: ['src/shared/text'],
  },
  {
    folder: 'src/shared/config',
    holds: "the gateway's configuration: schema, defaults, `${VAR}`, ConfigMaps, the nine enable rules",
    imports: ['src/shared/text', 'src/shared/edit', 'src/shared/time'],
  },
  {
    folder: 'src/shared/failure-modes',
    holds: 'failure modes, known messages and known defects as data, and their matcher',
    imports: ['src/shared/text'],
  },
  {
    folder: 'src/shared/openclaw',
    holds: 'what is known of releases of OpenClaw, as data: settings, rules, packaging, defects by version',
    imports: ['src/shared/text', 'src/shared/config', 'src/shared/failure-modes'],
  },
  {
    folder: 'src/shared/otlp',
    holds: 'building and pushing OTLP without the SDK: the canary, the wire format',
    imports: ['src/shared/text'],
  },

  {
    folder: 'src/emit/diagnostics',
    holds: 'the diagnostic events and the bus that carries them',
    imports: [],
  },
  {
    folder: 'src/emit/telemetry',
    holds: 'recorder, ledger, zero start, exporter set-up',
    imports: ['src/shared/', 'src/emit/diagnostics'],
  },
  {
    folder: 'src/emit/plugin-api',
    holds: 'what an extension may import',
    imports: ['src/shared/', 'src/emit/diagnostics', 'src/emit/telemetry'],
  },
  {
    folder: 'src/emit/gateway',
    holds: 'plugin host, webhooks, queue, sessions, agent runs, cron, hot reload, status',
    imports: ['src/shared/', 'src/emit/diagnostics', 'src/emit/telemetry', 'src/emit/plugin-api'],
  },
  {
    folder: 'src/emit/openclaw',
    holds: 'the bundled diagnostics-otel as a plugin that a real OpenClaw loads',
    imports: [
      'src/shared/',
      'src/emit/diagnostics',
      'src/emit/telemetry',
      'src/emit/plugin-api',
      'src/emit/gateway',
      'extensions',
    ],
  },
  { folder: 'src/emit/sync', holds: 'the config-manager sidecar', imports: ['src/shared/'] },

  {
    folder: 'src/prove/translate',
    holds: 'OTLP → stored names, labels and fate, by backend, version and setting; pure',
    imports: ['src/shared/text'],
  },
  {
    folder: 'src/prove/network',
    holds: 'evaluation of network policies; pure',
    imports: ['src/shared/text'],
  },
  {
    folder: 'src/prove/promql',
    holds: 'reading PromQL with the official grammar: selectors, and what surrounds them; pure',
    imports: ['src/shared/text', 'src/shared/time'],
  },
  {
    folder: 'src/prove/contract',
    holds: 'what should arrive: from the catalogue, or a file',
    imports: ['src/shared/', 'src/prove/translate'],
  },
  {
    folder: 'src/prove/defects',
    holds: "a server's known defects, and the metrics that they concern; pure",
    imports: ['src/shared/', 'src/prove/translate'],
  },
  {
    folder: 'src/prove/tap',
    holds: 'the proxy between exporter and receiver that shows pushes and responses',
    imports: ['src/shared/'],
  },
  {
    folder: 'src/prove/sources',
    holds: 'reading from files and servers, one file for each foreign format',
    imports: ['src/shared/', 'src/prove/translate', 'src/prove/network', 'src/prove/contract'],
  },
  {
    folder: 'src/prove/pipeline',
    holds: "what a collector's processors do to a metric: renamed, changed, dropped or not judged; pure",
    imports: ['src/shared/', 'src/prove/translate', 'src/prove/sources'],
  },
  {
    folder: 'src/prove/views',
    holds: 'one client for each source, which asks it at most once in a run',
    imports: ['src/shared/', 'src/prove/sources', 'src/prove/contract'],
  },
  {
    folder: 'src/prove/engine',
    holds: 'defineCheck, defineEvidence, the graph, root cause, verdict, suppression',
    imports: ['src/shared/', 'src/prove/views', 'src/prove/sources', 'src/prove/contract'],
  },
  {
    folder: 'src/prove/evidence',
    holds: 'questions that several checks ask, each answered once in a run',
    imports: [
      'src/shared/',
      'src/prove/defects',
      'src/prove/engine',
      'src/prove/views',
      'src/prove/pipeline',
      'src/prove/sources',
      'src/prove/contract',
      'src/prove/translate',
      'src/prove/network',
      'src/prove/promql',
    ],
  },
  {
    folder: 'src/prove/fix',
    holds: 'the diffs that fix what a check found',
    imports: [
      'src/shared/',
      'src/prove/engine',
      'src/prove/evidence',
      'src/prove/sources',
      'src/prove/network',
      'src/prove/promql',
    ],
  },
  {
    folder: 'src/prove/outcomes',
    holds: 'findings that several checks build from the same evidence',
    imports: [
      'src/shared/',
      'src/prove/defects',
      'src/prove/engine',
      'src/prove/evidence',
      'src/prove/fix',
      'src/prove/views',
      'src/prove/pipeline',
      'src/prove/sources',
      'src/prove/network',
    ],
  },
  {
    folder: 'src/prove/checks',
    holds: 'one folder for each link, one file for each check',
    imports: [
      'src/shared/',
      'src/prove/defects',
      'src/prove/engine',
      'src/prove/evidence',
      'src/prove/fix',
      'src/prove/outcomes',
      'src/prove/views',
      'src/prove/pipeline',
      'src/prove/sources',
      'src/prove/contract',
      'src/prove/translate',
      'src/prove/network',
      'src/prove/promql',
    ],
  },
  {
    folder: 'src/prove/report',
    holds: 'a result as text, JUnit, SARIF, Markdown or a page; pure',
    imports: ['src/shared/', 'src/prove'],
  },
  {
    folder: 'src/prove',
    holds: 'a run of all checks over the given sources, as one report',
    imports: ['src/shared/', 'src/prove/engine', 'src/prove/checks', 'src/prove/evidence', 'src/prove/views'],
  },

  {
    folder: 'src/receiver',
    holds: 'the embedded OTLP receiver, which stores and responds like Prometheus',
    imports: ['src/shared/', 'src/prove/translate', 'src/prove/promql'],
  },
  {
    folder: 'src/demo',
    holds: 'the demo: a day of operations with real processes, and a small model server',
    imports: ['src/shared/', 'src/prove', 'src/prove/sources', 'src/prove/report', 'src/receiver'],
  },
  { folder: 'src/cli', holds: 'the command line', imports: ['src/'] },
  {
    folder: 'extensions',
    holds: 'the bundled plugins, each a folder with its manifest',
    imports: ['src/emit/plugin-api'],
  },
  {
    folder: 'testbed',
    holds: 'throughline-lab: real servers, a cluster, the runner of scenarios',
    imports: ['src/'],
  },
];

/** @param {string} path relative to the root of the checkout, with `/` */
export function layerOf(path) {
  return LAYERS.filter(({ folder }) => path.startsWith(`${folder}/`)).toSorted(
    (a, b) => b.folder.length - a.folder.length,
  )[0];
}

/** @returns why the import is not allowed, or undefined */
export function forbidden(from, to) {
  const importer = layerOf(from);
  const imported = layerOf(to);
  if (!importer || importer === imported) return undefined;
  if (!imported) return `${importer.folder} imports ${to}, which is in no layer`;
  const allowed = importer.imports.some((name) =>
    name.endsWith('/') ? imported.folder.startsWith(name) : imported.folder === name,
  );
  return allowed
    ? undefined
    : `${importer.folder} may not import ${imported.folder}: the table is in scripts/layers.mjs`;
}

/** The table for ARCHITECTURE.md. */
export function layersTable() {
  const rows = LAYERS.map(({ folder, holds, imports }) => {
    const names = imports.map((name) => `\`${name.replace(/^src\/(?=.)/, '')}\``);
    return `| \`${folder}\` | ${holds} | ${names.join(', ') || 'nothing'} |`;
  });
  return `| folder | holds | imports |\n|---|---|---|\n${rows.join('\n')}\n`;
}
