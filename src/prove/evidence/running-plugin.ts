import { TELEMETRY_PLUGIN } from '../../shared/config/index.ts';
import { type Answer, defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { GatewayStatusReading } from '../../shared/protocol/status.ts';
import type { OpenClawRuntime } from '../sources/index.ts';

/** The telemetry plugin in the running process. */
export interface ProcessPlugin {
  /** Where this was read. */
  readonly source: string;
  /** Whether the gateway is an OpenClaw, whose plugins are installed by its own command. */
  readonly openclaw: boolean;
  /** `not running`: the process does not run a plugin that is installed and enabled, and does not say why. */
  readonly state: 'absent' | 'disabled' | 'not running' | 'failed' | 'runs';
  /** Why it is disabled, or what failed. */
  readonly reason: string | undefined;
  /** The gateway's own words. */
  readonly said: string;
}

/** By the status of this project's gateway, or by the list of plugins of an OpenClaw. */
export const runningPlugin = defineEvidence({
  name: 'runningPlugin',
  needs: ['gateway'],
  answer: async ({ gateway }): Promise<Answer<ProcessPlugin>> => {
    const kind = await gateway.kind();
    if (kind.ok && kind.value.name === 'openclaw') {
      const runtime = await gateway.openclaw();
      return runtime.ok ? inOpenClaw(`${gateway.url} (RPC)`, runtime.value) : notKnown(runtime.error);
    }
    const status = await gateway.status();
    return status.ok ? known(inStatus(`${gateway.url}/api/status`, status.value)) : notKnown(status.error);
  },
});

const NOT_LISTED = { state: 'absent', reason: undefined, said: 'it is not in the list of plugins' } as const;

function inStatus(source: string, { plugins }: GatewayStatusReading): ProcessPlugin {
  const plugin = plugins.find(({ id }) => id === TELEMETRY_PLUGIN);
  if (!plugin) return { source, openclaw: false, ...NOT_LISTED };
  const { state, reason, error, services } = plugin;
  const failure = services.find((each) => each.error)?.error ?? error;
  const failed = state === 'failed' || services.some((each) => each.error);
  const isStopped = services.length > 0 && services.every((each) => each.state === 'stopped');
  return {
    source,
    openclaw: false,
    state: state === 'disabled' ? 'disabled' : failed ? 'failed' : isStopped ? 'not running' : 'runs',
    reason: (failed ? failure : reason) ?? undefined,
    said: `${state}${reason ? `, ${reason}` : ''}`,
  };
}

function inOpenClaw(source: string, { plugins }: OpenClawRuntime): Answer<ProcessPlugin> {
  if (!plugins)
    return notKnown('this OpenClaw does not show its plugins by RPC: give its folder, --openclaw HOME');
  const plugin = plugins.find(({ id }) => id === TELEMETRY_PLUGIN);
  if (!plugin) return known({ source, openclaw: true, ...NOT_LISTED });
  const { state = 'unknown', runtime } = plugin;
  return known({
    source,
    openclaw: true,
    state: stateOf(state, runtime?.state),
    reason: runtime?.error,
    said: `${state}, in the process ${runtime?.state ?? 'unknown'}`,
  });
}

/** @param installed state of the installation @param running state in the process */
function stateOf(installed: string, running: string | undefined): ProcessPlugin['state'] {
  if (installed === 'not-installed') return 'absent';
  if (running === 'active') return 'runs';
  if (running === 'service-failed' || installed === 'error') return 'failed';
  return installed === 'disabled' || running === 'disabled' ? 'disabled' : 'not running';
}
