import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { configEvidence, locate } from '../../fix/config.ts';
import { NO_ENVIRONMENT } from '../../evidence/environment-variable.ts';

/** Set in every pod, by Kubernetes or by the image's system. */
const ALWAYS_SET = /^(?:PATH|HOME|HOSTNAME|PWD|KUBERNETES_.*|.*_SERVICE_(?:HOST|PORT)(?:_.*)?)$/;

/** Every variable that the configuration names is set. */
export const configVariablesSet = defineCheck({
  id: 'TL107',
  link: 'config',
  title: 'Variables of the configuration are set',
  proves: "each ${VAR} in the configuration is set in the environment of the gateway's process",
  explain:
    'A ${VAR} in the configuration is replaced by the variable of that name when the gateway reads it. One that is ' +
    'not set stays as it is written, or is empty: a token that nobody accepts, a URL that leads nowhere. This gateway ' +
    "refuses to start with it. Set it in the pod's env, or in the Secret or ConfigMap that envFrom names; an empty " +
    'value counts as missing.',
  severity: 'error',
  modes: [9],
  needs: ['config', 'environment'],
  run: async ({ config, environment }) => {
    const seen = await environment.read();
    const { unset } = config.reading;
    if (unset.length === 0) return pass('the configuration names no variable');
    if (!seen) return unknown(NO_ENVIRONMENT);
    const names = [...new Set(unset.map(({ variable }) => variable))];
    const evidence = names.map((name) => {
      const where = seen.elsewhere[name] ?? (seen.variables[name] ? 'set' : 'not set');
      return { source: seen.source, saw: `${name}: ${where}` };
    });
    // A gateway that runs shows only some of its variables, and it has read the others: it would not run else.
    if (seen.unread === undefined) return pass('the running gateway has read them all');
    const missing = names.filter(
      (name) => !seen.variables[name] && !(name in seen.elsewhere) && !ALWAYS_SET.test(name),
    );
    const [first] = missing;
    if (first === undefined) return pass(`${names.length} variables are set`, evidence);
    if (seen.unread.length > 0)
      return unknown(`${missing.join(', ')} may be set by ${seen.unread.join(', ')}, which is not read`);
    const at = unset.find(({ variable }) => variable === first)?.path ?? [];
    return fail(
      `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not set`,
      [...evidence, configEvidence(config, `${at.join('.')} holds \${${first}}`)],
      {
        location: locate(config, at),
        affects: ['the gateway does not start, or goes on with the text of the reference'],
        fix: { kind: 'manual', text: `set ${missing.join(', ')} in the gateway's environment` },
      },
    );
  },
});
