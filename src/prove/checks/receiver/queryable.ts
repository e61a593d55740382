import { configuredRemoteWrites } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';

/** The backend is one that can be queried. */
export const receiverQueryable = defineCheck({
  id: 'TL507',
  link: 'receiver',
  title: 'Backend can be queried',
  proves: 'the backend stores what it receives, and does not only forward it as an agent does',
  explain:
    'A Prometheus in agent mode (--agent; in 2.x --enable-feature=agent) receives, forwards by remote write, and keeps ' +
    'nothing: the response to each query is "unavailable with Prometheus Agent". What arrived can only be read where it ' +
    'writes to.',
  severity: 'error',
  modes: [42],
  needs: ['backend', backendIdentity],
  dependsOn: ['TL501'],
  run: ({ backend, backendIdentity: { flags, config, title } }) => {
    if (flags.size === 0) return unknown('its flags cannot be read');
    const features = (flags.get('enable-feature') ?? '').split(',');
    const asked = features.includes('agent') ? '--enable-feature=agent' : '--agent';
    const source = `${backend.url}/api/v1/status/flags`;
    if (flags.get('agent') !== 'true' && !features.includes('agent')) {
      return pass(`${title} can be queried`, [
        { source, saw: `${flags.size} flags, none of which is for agent mode` },
      ]);
    }
    const remotes = configuredRemoteWrites(config).map(({ url }) => origin(url));
    return fail(
      `${title} runs in agent mode: it forwards what it receives, and rejects queries`,
      [
        { source, saw: asked },
        ...remotes.map((url) => ({ source: `${backend.url}/api/v1/status/config`, saw: `writes to ${url}` })),
      ],
      {
        affects: ['whether anything arrived cannot be read here'],
        fix: { kind: 'manual', text: `query where it writes to: --backend ${remotes[0] ?? 'URL'}` },
      },
    );
  },
});

/** Without the path of remote write, and without credentials. */
function origin(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
