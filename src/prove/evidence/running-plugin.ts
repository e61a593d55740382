import { TELEMETRY_PLUGIN } from '../../shared/config/index.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import { gatewayStatus } from './gateway-status.ts';
import { openclawRuntime } from './openclaw-runtime.ts';

/** The telemetry plugin in the running process. */
export interface ProcessPlugin {
  /** Where this was read. */
  readonly source: string;
  /** `absent`: the process has no such plugin; `idle`: it has the plugin and does not run it, for a reason that it keeps to itself. */
  readonly state: 'absent' | 'disabled' | 'idle' | 'failed' | 'runs';
  /** Why it is disabled, or what failed. */
  readonly reason: string | undefined;
  /** The words of the gateway. */
  readonly said: string;
}

/** By the status of this project's gateway, or by the list of plugins of an OpenClaw. */
export const runningPlugin = defineEvidence({
  name: 'runningPlugin',
  needs: ['gateway'],
  uses: [gatewayStatus, openclawRuntime],
  answer: async ({ gateway, gatewayStatus, openclawRuntime }) => {
    if (gatewayStatus) {
      const { source, plugins } = gatewayStatus;
      const plugin = plugins.find(({ id }) => id === TELEMETRY_PLUGIN);
      if (!plugin) return known(absent(source));
      const { state, reason, error, services } = plugin;
      const failed = services.find((each) => each.error)?.error ?? (state === 'failed' ? error : undefined);
      return known<ProcessPlugin>({
        source,
        state: state === 'disabled' ? 'disabled' : failed || state === 'failed' ? 'failed' : 'runs',
        reason: failed ?? reason ?? undefined,
        said: `${state}${reason ? `, ${reason}` : ''}`,
      });
    }
    if (openclawRuntime) {
      const { source, plugins } = openclawRuntime;
      if (!plugins) return notKnown('this OpenClaw does not show its plugins by RPC: give its folder, --openclaw HOME');
      const plugin = plugins.find(({ id }) => id === TELEMETRY_PLUGIN);
      if (!plugin) return known(absent(source));
      const { state = 'unknown', runtime } = plugin;
      return known<ProcessPlugin>({
        source,
        state: stateOf(state, runtime?.state),
        reason: runtime?.error,
        said: `${state}, in the process ${runtime?.state ?? 'unknown'}`,
      });
    }
    const kind = await gateway.kind();
    const status = await gateway.status();
    const runtime = await gateway.openclaw();
    if (kind.ok && kind.value.name === 'openclaw') return notKnown(runtime.ok ? 'not known' : runtime.error);
    return notKnown(status.ok ? 'not known' : status.error);
  },
});

function absent(source: string): ProcessPlugin {
  return { source, state: 'absent', reason: undefined, said: 'it is not in the list of plugins' };
}

/** @param installed of the installation @param running in the process; undefined where the release does not tell */
function stateOf(installed: string, running: string | undefined): ProcessPlugin['state'] {
  if (installed === 'not-installed') return 'absent';
  if (running === 'active') return 'runs';
  if (running === 'service-failed' || installed === 'error') return 'failed';
  if (installed === 'disabled' || running === 'disabled') return 'disabled';
  return 'idle';
}
