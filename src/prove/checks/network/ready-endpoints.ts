import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, type Outcome, pass, skip, unknown } from '../../engine/outcome.ts';
import { receiverService } from '../../evidence/connection-ends.ts';
import { describeEndpoints, endpointsOf } from '../../evidence/endpoint-slices.ts';
import { exporter } from '../../evidence/exporter.ts';
import { gapOf, locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { findObject, nameOf, type Service } from '../../network/index.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';
import { isRead, type ManifestSet } from '../../sources/index.ts';
import type { ClusterView } from '../../views/cluster.ts';

/** The receiver's Service has endpoints that are ready. */
export const networkReadyEndpoints = defineCheck({
  id: 'TL410',
  link: 'network',
  title: "Receiver's Service has ready endpoints",
  proves: "the cluster's EndpointSlices list a ready endpoint for the port of the endpoint",
  explain:
    'A Service has no endpoints until one of its pods is ready: its endpoints are in its EndpointSlices, made from its ' +
    'selector and targetPort. No endpoints: the selector matches no running pod. None ready: the pods run, and their ' +
    'readiness probe fails. A Service that does not exist has no name either, and pushes end in ENOTFOUND.',
  severity: 'error',
  modes: [26, 27],
  onlyPushed: true,
  needs: [receiverService, 'manifests'],
  uses: [exporter, 'cluster'],
  dependsOn: ['TL406'],
  run: ({ receiverService: { ref, port }, manifests, cluster, exporter }) => {
    const service = findObject(manifests.cluster.services, ref);
    if (service) {
      const listed = isListed(cluster, 'discovery.k8s.io/EndpointSlice', ref.namespace);
      return unlessPushesWork(judge(service, port, manifests, listed), exporter);
    }
    const named = nameOf(ref);
    if (!isListed(cluster, 'Service', ref.namespace))
      return unknown(`Service ${named} is not known: --kubeconfig FILE`);
    const outcome = fail(
      `the cluster has no Service ${named}: its name does not resolve`,
      [{ source: `cluster ${cluster?.name}`, saw: `no Service ${named}` }],
      {
        modes: [26],
        affects: ['every push'],
        fix: { kind: 'manual', text: 'name an existing Service in diagnostics.otel.endpoint' },
      },
    );
    return unlessPushesWork(outcome, exporter);
  },
});

function judge(service: Service, port: number, manifests: ManifestSet, listed: boolean): Outcome<26 | 27> {
  const endpoints = endpointsOf(service, manifests);
  const named = `Service ${nameOf(service)}`;
  if (service.externalName !== undefined) {
    return skip(`${named} is an alias of a name outside the cluster`);
  }
  if (endpoints.slices.length === 0 && !listed) {
    return unknown(
      gapOf(manifests, 'EndpointSlice') ?? `endpoints of ${named} are not known: --kubeconfig FILE`,
    );
  }
  const evidence = judged(
    endpoints.slices.map((slice) => ({
      source: sourceOf(slice),
      saw: describeEndpoints(service, endpoints),
    })),
  );
  const object = manifests.find('Service', service);
  const fault = (message: string, text: string): Outcome<26 | 27> =>
    fail(message, evidence ?? [{ source: manifests.paths[0] ?? '', saw: message }], {
      ...locationOf(object, ['spec', 'selector']),
      modes: [27],
      affects: ['every push'],
      fix: { kind: 'manual', text },
    });
  const { ready, notReady, ports } = endpoints;
  if (!evidence || (ready.length === 0 && notReady.length === 0)) {
    return fault(
      `${named} has no endpoints`,
      'start the pods that it selects, or set its selector to labels of pods that run',
    );
  }
  if (ready.length === 0) {
    return fault(
      `${named} has ${counted(notReady.length, 'endpoint')}, and none is ready`,
      `see why the pods are not ready: kubectl describe pod -n ${service.namespace} ${notReady[0]}`,
    );
  }
  const own = service.ports.find((each) => each.port === port && each.protocol === 'TCP');
  const leads = service.headless || ports.some(({ name }) => name === (own?.name ?? ''));
  if (!leads) {
    return fault(
      `no endpoint of ${named} has its port ${own?.name ?? port}: ${describeEndpoints(service, endpoints)}`,
      'set targetPort to a port of the containers, by number or by its name',
    );
  }
  return pass(
    `${named} has ${ready.length === 1 ? 'a ready endpoint' : `${ready.length} ready endpoints`}`,
    evidence,
  );
}

function isListed(cluster: ClusterView | undefined, kind: string, namespace: string): boolean {
  return cluster?.reading.ok === true && isRead(cluster.reading.value, kind, namespace);
}
