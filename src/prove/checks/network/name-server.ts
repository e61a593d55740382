import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { receiverService } from '../../evidence/connection-ends.ts';
import { exporter } from '../../evidence/exporter.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';

/** The gateway's pod asks the name server that knows the cluster's names. */
export const networkNameServer = defineCheck({
  id: 'TL411',
  link: 'network',
  title: "Pod asks the cluster's name server",
  proves: "the DNS policy of the gateway's pod sends its questions to the cluster's name server",
  explain:
    "With dnsPolicy Default a pod asks its node's name server, which does not know Services: their names end in " +
    'ENOTFOUND. A pod on the network of its node (hostNetwork: true) does so as well unless its dnsPolicy is ' +
    'ClusterFirstWithHostNet. Names outside the cluster resolve either way, so that everything else works.',
  severity: 'error',
  modes: [26],
  onlyPushed: true,
  needs: [receiverService, gatewayWorkload],
  uses: [exporter],
  run: ({ gatewayWorkload: workload, exporter }) => {
    const { object, dnsPolicy = 'ClusterFirst', specPath, pod } = workload;
    const path = [...specPath, 'dnsPolicy'];
    const evidence: Judged = [
      {
        source: sourceOf(object, path),
        saw: `dnsPolicy ${dnsPolicy}${pod.hostNetwork ? ', hostNetwork true' : ''}`,
      },
    ];
    if (dnsPolicy === 'None') {
      return unknown('dnsPolicy is None: whether its name servers know the cluster is not known', evidence);
    }
    const onNode = pod.hostNetwork === true && dnsPolicy === 'ClusterFirst';
    if (dnsPolicy !== 'Default' && !onNode) {
      return pass(`dnsPolicy ${dnsPolicy} asks the cluster's name server`, evidence);
    }
    const right = onNode ? 'ClusterFirstWithHostNet' : 'ClusterFirst';
    const outcome = fail(
      `the gateway's pod asks its node's name server, which does not know the cluster's names${onNode ? ': it is on the network of its node' : ''}`,
      evidence,
      {
        ...locationOf(object, path),
        affects: ['every push'],
        fix: { kind: 'manual', text: `set dnsPolicy of the gateway's pod to ${right}` },
      },
    );
    return unlessPushesWork(outcome, exporter);
  },
});
