// Folders below the layers, and those without code of the product: each in one sentence, for ARCHITECTURE.md. A folder
// without a sentence fails `npm run generated`, and so does a sentence without a folder.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LAYERS } from './layers.mjs';

/** Pages of the checks, single scenarios, inputs, components and lock files are described by the folder above them. */
const COVERED =
  /^(?:docs\/reference\/checks|test\/scenarios|test\/wild|testbed\/servers\/npm|extensions|deploy\/components)\//;

const FOLDERS = {
  contracts: 'contracts of released versions, as data',
  'deploy/base': 'gateway and config-manager, as a kustomization',
  'deploy/components': 'what an installation adds, a kustomize component each',
  'deploy/overlays/example': 'an installation to copy',
  docs: 'the index of all pages, and figures that runs wrote',
  'docs/decisions': 'why things are as they are, a short record each',
  'docs/guide': 'one page for each thing that people do',
  'docs/reference': 'pages generated from checks, failure modes and the catalogue',
  examples: 'the ConfigMap of the demo and of the guide, with the plugin off',
  schemas: 'JSON Schemas, generated',
  scripts: 'the build, the generators and the lint rules of this repository',
  'src/cli/check': 'the command check: its rounds, its fix, what it prints',
  'src/cli/check/source-table': 'one row for each source: flag, key, hint, how it is opened and read',
  'src/cli/commands': 'one file for each command: flags, help and what it calls',
  'src/cli/contract': 'the command contract: recording and importing',
  'src/cli/explain': 'the command explain: the page of a check or a failure mode',
  'src/cli/lint': 'the command lint: its run and its lines',
  'src/cli/names': 'the command names: input, prediction, output',
  'src/cli/settings': 'reading throughline.yaml',
  'src/cli/sync': 'where sync --verify looks at telemetry: a backend, a gateway, a log',
  'src/cli/watch': 'check --watch: its loop, its server, its own metrics',
  'src/demo/model-server': 'a small model server that fails on request',
  'src/demo/mount': 'a ConfigMap in a folder, swapped as the kubelet swaps it',
  'src/demo/process': "starting the project's own commands, and reading the gateway",
  'src/emit/gateway/cron': 'jobs at set times, their runs and the delivery of results',
  'src/emit/gateway/http': 'the listener, its routes and its token, and the webhook channel',
  'src/emit/gateway/plugins': 'finding, loading and guarding plugins',
  'src/emit/gateway/queue': 'accepted messages on disk, and the lanes that they wait in',
  'src/emit/gateway/reload': 'which changes of the configuration take effect, and how',
  'src/emit/gateway/runs': 'one run of an agent: prompt, model call, usage',
  'src/emit/gateway/sessions': 'sessions, their states, and those that are stuck',
  'src/emit/gateway/store': 'what outlives the process, on disk',
  'src/emit/openclaw/package': 'the file of the plugin for OpenClaw that its loader compiles',
  'src/emit/telemetry/export': 'the official exporters, fed by the recorder, and the result of each push',
  'src/shared/config/container':
    'finding the configuration in a manifest, in the values of a chart, in a kustomization',
  'src/prove/checks/config': 'checks of the configuration and its environment',
  'src/prove/checks/dashboard': 'checks of Grafana and its dashboards',
  'src/prove/checks/names': 'checks of stored names and labels',
  'src/prove/checks/network': 'checks of the way from the gateway to the receiver',
  'src/prove/checks/plugin': 'checks of the plugin that exports',
  'src/prove/checks/query': 'checks of queries and their responses',
  'src/prove/checks/receiver': 'checks of the receiver, and of a collector before it',
  'src/prove/checks/sdk': 'checks of the exporter in the process',
  'src/prove/checks/store': 'checks of what the backend has stored',
  'src/prove/evidence/arrival': 'the contract held against what the backend stores',
  'src/prove/evidence/scrape':
    'how Prometheus is set to scrape the service, its targets, and which way the metrics take',
  'src/prove/evidence/values':
    'which values of a label a series can have, by contract, translation and backend',
  'src/prove/network/calico': 'policies of Calico: selectors, rules, tiers',
  'src/prove/network/cilium': 'policies of Cilium: labels, peers, ports',
  'src/prove/pipeline/ottl': 'OTTL: reading it, conditions, and statements on a metric',
  'src/prove/pipeline/processors': 'one file for each processor of a collector that is read',
  'src/prove/sources/backend': 'Prometheus, VictoriaMetrics and Mimir: their API, flags and configuration',
  'src/prove/sources/collector': "the OpenTelemetry Collector's configuration and counters",
  'src/prove/sources/collector/alloy': "Alloy's configuration, read as that of a collector",
  'src/prove/sources/grafana': "Grafana's API",
  'src/prove/sources/kubernetes': 'a live cluster: kubeconfig, requests, objects in force',
  'src/prove/sources/logs': 'log files and Loki',
  'src/prove/sources/manifests': 'Kubernetes manifests, one file for each resource',
  'src/prove/sources/manifests/kustomize': 'what kustomize build makes of a folder',
  'src/prove/sources/openclaw': 'OpenClaw: its folders on disk, and its RPC',
  'src/prove/sources/readers': 'dashboards and rule files',
  'src/prove/translate/mimir': 'how Mimir stores OTLP',
  'src/prove/translate/prometheus': 'how Prometheus stores OTLP, by version and strategy',
  'src/prove/translate/remote-write': 'what the remote-write exporter of a collector sends',
  'src/prove/translate/victoriametrics': 'how VictoriaMetrics stores OTLP',
  'src/shared/failure-modes/generated': 'the data of failure modes as typed modules, generated',
  'src/shared/openclaw/generated': 'configuration schemas of OpenClaw, taken from its packages',
  'test/bench': 'speed and memory, beside peers in the same run',
  'test/bench/otlptranslator': 'the Go reference of the translation, as a program',
  'test/ci': 'the stages of a run, and how they are scheduled',
  'test/conformance': 'random metrics on real servers, held against the prediction',
  'test/harness': 'the built commands as processes and the real servers that integration tests use',
  'test/corpus': 'real files of other projects, read out of Go modules, and what is claimed of them',
  'test/integration': 'whole processes and real servers',
  'test/logs': 'log lines that SDKs wrote, captured with each fault',
  'test/regression': 'one file for each bug that needed a process or a server',
  'test/scenarios': 'one folder for each scenario: the situation and its right diagnosis',
  'test/node': 'what only a real Kubernetes node shows',
  'test/policies': 'random network policies on a real node, held against what check says of them',
  'test/openclaw': 'a real OpenClaw, and the stages of its telemetry on real servers',
  'test/openclaw/lines': 'what a real OpenClaw and its backend wrote in each stage',
  'test/openclaw/stored': 'series that a real backend stored in each stage',
  'test/soundness': 'random queries on a real server, which must not answer what lint calls impossible',
  'test/soak': 'traffic, reloads and a faulty provider for minutes',
  'test/support': 'what several tests share',
  'test/support/monitoring': 'a Prometheus object and its Service, as an installation has them',
  'test/vectors': 'names and labels as real servers made them',
  'test/wild': 'one folder for each input rebuilt after a public report, with the right result',
  'test/wild/runner': 'reading, running and judging these inputs',
  'testbed/cli': 'the commands lab run, lab score, lab servers and lab cluster',
  'testbed/cluster': 'a real Kubernetes API server with objects in it',
  'testbed/cluster/images': 'images of the product and of server binaries, as archives',
  'testbed/cluster/monitoring':
    'the Prometheus Operator as a pod, and what kube-prometheus installs of Prometheus',
  'testbed/cluster/node': 'a real Kubernetes node in separate namespaces: up, down and status',
  'testbed/openclaw': 'starting a real OpenClaw with a separate home, and the stages of its telemetry',
  'testbed/scenario': 'reading, setting up, running and judging a scenario',
  'testbed/servers': 'finding, building and starting real servers; lock files of those that npm installs',
  'testbed/servers/entries': 'the table of servers: module, version, checksum, start',
};

/** Files of the checkout; in an archive without git, all but what npm and the build make. */
function filesIn(root) {
  try {
    const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\n');
  } catch {
    return readdirSync(root, { withFileTypes: true })
      .filter(({ name }) => !['node_modules', 'dist', 'coverage'].includes(name))
      .flatMap((entry) => (entry.isDirectory() ? filesBelow(root, entry.name) : [entry.name]))
      .filter((path) => !/(?:^|\/)(?:node_modules|dist)\//.test(path));
  }
}

function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() && entry.name !== 'node_modules' ? filesBelow(root, path) : [path];
  });
}

/** @throws where a folder has no sentence, or a sentence no folder */
export function foldersTable(root) {
  const folders = new Set(
    filesIn(root)
      .filter((path) => path.includes('/') && !path.startsWith('.'))
      .map((path) => path.slice(0, path.lastIndexOf('/')))
      .filter((folder) => !COVERED.test(`${folder}/`) || Object.hasOwn(FOLDERS, folder)),
  );
  const known = new Set([...Object.keys(FOLDERS), ...LAYERS.map(({ folder }) => folder)]);
  const silent = [...folders].filter((folder) => !known.has(folder));
  const gone = Object.keys(FOLDERS).filter(
    (folder) => ![...folders].some((one) => `${one}/`.startsWith(`${folder}/`)),
  );
  if (silent.length > 0) throw new Error(`scripts/folders.mjs has no sentence for ${silent.join(', ')}`);
  if (gone.length > 0)
    throw new Error(`scripts/folders.mjs describes folders that do not exist: ${gone.join(', ')}`);
  const rows = Object.entries(FOLDERS).map(([folder, holds]) => `| \`${folder}\` | ${holds} |`);
  return `| folder | holds |\n|---|---|\n${rows.join('\n')}\n`;
}
