import { defineEvidence, known, notKnown, settled } from '../engine/define-evidence.ts';
import { skip } from '../engine/outcome.ts';
import type { OpenClawRuntime } from '../sources/index.ts';

/** What a running OpenClaw shows by RPC, and its address. Other gateways have no such RPC. */
export const openclawRuntime = defineEvidence({
  name: 'openclawRuntime',
  needs: ['gateway'],
  answer: async ({ gateway }) => {
    const kind = await gateway.kind();
    if (!kind.ok) return notKnown(kind.error);
    if (kind.value.name !== 'openclaw') return settled(skip(`${gateway.url} is no OpenClaw`));
    const runtime = await gateway.openclaw();
    if (!runtime.ok) return notKnown(runtime.error);
    const read: OpenClawRuntime & { readonly source: string } = {
      ...runtime.value,
      version: runtime.value.version ?? kind.value.version,
      source: `${gateway.url.replace(/^http/, 'ws')} (RPC)`,
    };
    return known(read);
  },
});
