import { describe, expect, it } from 'vitest';
import { deployed } from '../../../test/support/deployed.ts';
import { Answers } from '../engine/define-evidence.ts';
import { gatewayWorkload } from './gateway-workload.ts';

describe('the evidence gatewayWorkload', () => {
  it.each([
    'prometheus-k8s.monitoring.svc',
    'prometheus-k8s.monitoring.svc.cluster.local',
    'prometheus-k8s',
    // The namespace has the name of the gateway's own Service.
    'prometheus.openclaw.svc',
  ])('is the Deployment openclaw where metrics go to %s', async (host) => {
    const toHost = (text: string): string => text.replace('//prometheus-k8s.monitoring.svc:', `//${host}:`);
    const changes = host === 'prometheus-k8s.monitoring.svc' ? {} : { 'configmap-openclaw.yaml': toHost };
    const answer = await new Answers(deployed(changes)).of(gatewayWorkload);
    expect(answer.ok && answer.value.object.name).toBe('openclaw');
  });
});
