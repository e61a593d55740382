import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport } from '../../src/shared/protocol/report.ts';
import { throughline } from '../harness/throughline.ts';
import type { World } from './world.ts';

/** What the checks of the network say of the push of `a-client` to the Service `b-server`, and of its name server. */
export interface NetworkAnswers {
  readonly egress: string;
  readonly ingress: string;
  readonly dns: string;
}

export interface WholeCheck {
  readonly live: NetworkAnswers;
  /** From the same objects as files, which have no addresses of pods. */
  readonly files: NetworkAnswers;
}

/** Runs the command as a user would: on the live cluster, and on its objects as files. */
export async function wholeCheck(world: World): Promise<WholeCheck> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-policies-'));
  try {
    const { lab, namespaces } = world;
    const config = join(folder, 'openclaw.json');
    await writeFile(config, JSON.stringify(gatewayConfig(namespaces.b)));
    const manifests = join(folder, 'objects.json');
    const kinds = 'pods,services,networkpolicies';
    const names = Object.values(namespaces);
    const texts = await Promise.all([
      lab.kubectl(['get', 'namespaces', ...names, '-o', 'json']),
      ...names.map((name) => lab.kubectl(['get', kinds, '-n', name, '-o', 'json'])),
    ]);
    const items = texts.flatMap((text) => (JSON.parse(text) as { items: object[] }).items);
    const written = items.map((item) => ({ ...item, status: undefined }));
    await writeFile(manifests, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: written }));
    const given = ['check', '--config', config, '-o', 'json'];
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, world.reader);
    const read = ['--kubeconfig', kubeconfig, '--namespaces', ...names, 'kube-system'];
    const [live, files] = await Promise.all([
      throughline([...given, ...read]),
      throughline([...given, '--manifests', manifests]),
    ]);
    return { live: answersOf(live.stdout), files: answersOf(files.stdout) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function gatewayConfig(receiver: string): object {
  const endpoint = `http://b-server.${receiver}.svc:81/api/v1/otlp`;
  return {
    plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
    diagnostics: { enabled: true, otel: { enabled: true, endpoint } },
  };
}

function answersOf(report: string): NetworkAnswers {
  const { checks } = readReport(report);
  const status = (id: string): string => checks.find((check) => check.id === id)?.status ?? 'not there';
  return { egress: status('TL403'), ingress: status('TL404'), dns: status('TL405') };
}
