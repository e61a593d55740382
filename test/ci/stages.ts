import { NODE_PROGRAM_IDS } from '../../testbed/cluster/node/index.ts';

/** One part of a run: what it needs, and what it runs. */
export interface Stage {
  readonly name: string;
  readonly title: string;
  /** Real servers and programs, by their id in the lab's table: the stage starts when they are there. */
  readonly servers: readonly string[];
  /** Minutes on two cores when nothing has to be built; a guess for planning, not a limit. */
  readonly minutes: number;
  /** Test files by the beginning of their path; a file belongs to the stage that names it most exactly. */
  readonly tests?: readonly string[];
  /** npm scripts with their arguments, run one after the other. */
  readonly scripts?: readonly (readonly string[])[];
  /** What a full run does instead. */
  readonly full?: { readonly minutes: number; readonly scripts: readonly (readonly string[])[] };
}

const PROMETHEUS = ['prometheus@2.53', 'prometheus@3.5', 'prometheus@3.12', 'prometheus@3.16'];

/** What a change has to pass, the most important first. */
export const CI_STAGES: readonly Stage[] = [
  {
    name: 'static',
    title: 'format, lint, types, unused code, words, generated files',
    servers: [],
    minutes: 1,
    scripts: [['format:check'], ['lint'], ['types'], ['unused'], ['words'], ['generated']],
  },
  { name: 'unit', title: 'what needs nothing but Node', servers: [], minutes: 2, scripts: [['test:unit']] },
  {
    name: 'demo',
    title: 'the main job, as a newcomer runs it',
    servers: [],
    minutes: 0.5,
    scripts: [['demo']],
  },
  {
    name: 'wild',
    title: 'inputs rebuilt after public reports are diagnosed rightly; real files of other projects',
    servers: ['prometheus@3.5', 'mimir'],
    minutes: 4,
    scripts: [['wild'], ['corpus', '--part', '1/6']],
    full: { minutes: 7, scripts: [['wild'], ['corpus']] },
  },
  {
    name: 'integration',
    title: 'gateway, sidecar, check and demo as processes, on Prometheus and VictoriaMetrics',
    servers: ['prometheus@3.5', 'victoriametrics'],
    minutes: 5,
    tests: ['test/integration/', 'test/regression/'],
  },
  {
    name: 'scenarios',
    title: 'every scenario is diagnosed rightly, and its healthy twin is healthy',
    servers: [...PROMETHEUS, 'victoriametrics', 'mimir'],
    minutes: 10,
    tests: ['test/scenarios/'],
  },
  {
    name: 'names',
    title: 'names are predicted as each server makes them',
    servers: [...PROMETHEUS, 'victoriametrics', 'mimir', 'otelcol'],
    minutes: 3,
    tests: [
      'test/conformance/',
      'test/integration/ladder.test.ts',
      'test/integration/receiver-parity.test.ts',
    ],
  },
  {
    name: 'openclaw',
    title: 'a real OpenClaw: each stage of its telemetry is diagnosed rightly',
    servers: ['openclaw', 'openclaw@2026.9', 'prometheus@3.5', 'victoriametrics', 'otelcol'],
    minutes: 7,
    tests: ['test/openclaw/'],
  },
  {
    name: 'queries',
    title: 'a real Prometheus returns nothing for what lint calls impossible',
    servers: ['prometheus@3.5'],
    minutes: 1,
    tests: ['test/soundness/'],
  },
  {
    name: 'collector',
    title: 'a real collector between, and logs from a real Loki',
    servers: ['prometheus@3.5', 'otelcol', 'loki'],
    minutes: 1,
    tests: [
      'test/integration/collector.test.ts',
      'test/integration/collector-merge.test.ts',
      'test/integration/signals.test.ts',
      'test/integration/loki.test.ts',
    ],
  },
  {
    name: 'image',
    title: "the product's image, and in the CI of others: an action, a job, a hook",
    servers: ['victoriametrics', 'actionlint'],
    minutes: 4,
    tests: [
      'test/integration/image.test.ts',
      'test/integration/action.test.ts',
      'test/integration/pre-commit.test.ts',
    ],
  },
  {
    name: 'cluster',
    title: "a real Kubernetes API, and the Prometheus Operator's own reading of its objects",
    servers: [
      'prometheus@2.53',
      'prometheus@3.5',
      'etcd',
      'kube-apiserver',
      'prometheus-operator',
      'kustomize',
      'kubectl',
    ],
    minutes: 3,
    tests: [
      'test/integration/cluster.test.ts',
      'test/integration/operator.test.ts',
      'test/integration/deploy.test.ts',
      'test/integration/release-overlay.test.ts',
      'test/integration/apply.test.ts',
      'test/integration/kept-report.test.ts',
      'test/integration/before-sync.test.ts',
      'test/integration/argocd.test.ts',
      'test/integration/argocd-hook.test.ts',
      'test/integration/checked-overlay.test.ts',
      'test/integration/rights.test.ts',
    ],
  },
  {
    name: 'node',
    title: 'a real Kubernetes node, on which pods run and policies are enforced',
    servers: [
      ...NODE_PROGRAM_IDS,
      'kubectl',
      'prometheus@2.53',
      'prometheus@3.5',
      'kustomize',
      'argocd',
      'prometheus-operator',
      'prometheus-config-reloader',
    ],
    minutes: 9,
    tests: ['test/node/'],
  },
];

/** What takes longer than a change should wait for. */
const LONG_STAGES: readonly Stage[] = [
  {
    name: 'score',
    title: 'how well the scenarios are diagnosed, in figures',
    servers: [...PROMETHEUS, 'victoriametrics', 'mimir'],
    minutes: 10,
    scripts: [['diagnose:score']],
  },
  {
    name: 'conformance',
    title: 'names of 10 000 random metrics a server, of a new seed',
    servers: [...PROMETHEUS, 'victoriametrics', 'mimir'],
    minutes: 15,
    scripts: [['conformance', '--seed', 'random', '--count', '10000']],
  },
  {
    name: 'policies',
    title: 'what check says of network policies, in 60 random sets, of a new seed',
    servers: [...NODE_PROGRAM_IDS, 'kubectl'],
    minutes: 4,
    scripts: [['policies', '--seed', 'random']],
  },
  {
    name: 'soundness',
    title: 'lint held against a real Prometheus by 10 000 random queries, of a new seed',
    servers: ['prometheus@3.5'],
    minutes: 3,
    scripts: [['soundness', '--seed', 'random', '--count', '10000']],
  },
  {
    name: 'soak',
    title: 'ten minutes of traffic, reloads and a faulty provider on a real Prometheus',
    servers: ['prometheus@3.5'],
    minutes: 11,
    scripts: [['soak', '--minutes', '10']],
  },
  {
    name: 'bench',
    title: 'speed and memory, as ratios against peers in the same run',
    servers: [],
    minutes: 15,
    scripts: [['bench:recorder'], ['bench:names'], ['bench:sync'], ['bench:reload'], ['bench:messages']],
  },
];

export const FULL_STAGES: readonly Stage[] = [
  ...CI_STAGES.map(({ full, ...stage }) => ({ ...stage, ...full })),
  ...LONG_STAGES,
];

/** The stage that a test file belongs to: the one that names it most exactly. */
export function stageOfTest(path: string): Stage | undefined {
  const length = (stage: Stage): number =>
    Math.max(
      0,
      ...(stage.tests ?? []).filter((start) => path.startsWith(start)).map((start) => start.length),
    );
  const [best] = CI_STAGES.filter((stage) => length(stage) > 0).toSorted((a, b) => length(b) - length(a));
  return best;
}

/** Whether a stage, of whichever suite, runs a test file. */
export function runsTest(stage: Stage, path: string): boolean {
  return stage.tests !== undefined && stageOfTest(path)?.name === stage.name;
}
