import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { networkNameServer } from './name-server.ts';

const inPod = (line: string) => ({
  'deployment.yaml': (text: string) =>
    text.replace('      securityContext:\n', `      ${line}\n      securityContext:\n`),
});

describe('network/name-server', () => {
  it.each([
    ['what is deployed', {}],
    ['the policy for pods on their node', inPod('dnsPolicy: ClusterFirstWithHostNet')],
  ])('passes on %s', async (_, changes) => {
    expect((await networkNameServer.runWith(deployed(changes))).status).toBe('pass');
  });

  it.each([
    ['the name server of the node', 'dnsPolicy: Default', 'ClusterFirst'],
    ['a pod on the network of its node', 'hostNetwork: true', 'ClusterFirstWithHostNet'],
  ])('fails on %s', async (_, line, right) => {
    const outcome = await networkNameServer.runWith(deployed(inPod(line)));
    expect(outcome).toMatchObject({
      status: 'fail',
      location: { file: expect.stringMatching(/deployment\.yaml$/) },
      fix: { text: `set dnsPolicy of the gateway's pod to ${right}` },
    });
  });

  it('is unknown where the pod has its own name servers', async () => {
    expect((await networkNameServer.runWith(deployed(inPod('dnsPolicy: None')))).status).toBe('unknown');
  });
});
