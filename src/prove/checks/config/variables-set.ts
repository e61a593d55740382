import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';
import { configurationReading } from '../../evidence/configuration.ts';
import { NO_ENVIRONMENT, processEnvironment } from '../../evidence/environment-variable.ts';

/** Set in every pod, by Kubernetes or by the image's system. */
const ALWAYS_SET = /^(?:PATH|HOME|HOSTNAME|PWD|KUBERNETES_.*|.*_SERVICE_(?:HOST|PORT)(?:_.*)?)$/;

/** Every variable that the configuration names is set. */
export const configVariablesSet = defineCheck({
  id: 'TL107',
  link: 'config',
  title: 'Variables of the configuration are set',
  proves: "each ${VAR} in the configuration is set in the environment of the gateway's process",
  explain:
    'The gateway replaces each ${VAR} in the configuration by the variable of that name. A reference to a variable that ' +
    'is not set stays as it is written, or becomes empty: a token that no server accepts, a URL without a host. This ' +
    "gateway does not start with it. Set it in the pod's env, or in the Secret or ConfigMap that envFrom names; an " +
    'empty value counts as not set.',
  severity: 'error',
  modes: [9],
  needs: ['config', 'environment', configurationReading],
  uses: [processEnvironment],
  run: ({ config, configurationReading: { reading }, processEnvironment: seen }) => {
    const { unset, ok } = reading;
    const [name, ...others] = new Set(unset.map(({ variable }) => variable));
    if (name === undefined) {
      if (!ok) return unknown('the configuration is not valid, so its variables are not read');
      return pass('the configuration names no variable', [
        configEvidence(config, 'no value holds ${VARIABLE}'),
      ]);
    }
    if (!seen) return unknown(NO_ENVIRONMENT);
    const names = [name, ...others];
    const see = (variable: string): Evidence => {
      const where = seen.elsewhere[variable] ?? (seen.variables[variable] ? 'set' : 'not set');
      return { source: seen.source, saw: `${variable}: ${where}` };
    };
    const evidence: Judged = [see(name), ...others.map(see)];
    // A running gateway shows only some of its variables. It has read the others: without them it would not run.
    if (seen.unread === undefined) {
      const saw = `the gateway runs, and its configuration names ${names.join(', ')}`;
      return pass('the running gateway has read them all', [{ source: seen.source, saw }]);
    }
    const missing = names.filter(
      (each) => !seen.variables[each] && !(each in seen.elsewhere) && !ALWAYS_SET.test(each),
    );
    const [first] = missing;
    if (first === undefined)
      return pass(counted(names.length, 'variable is set', 'variables are set'), evidence);
    if (seen.unread.length > 0)
      return unknown(`${missing.join(', ')} may be set by ${seen.unread.join(', ')}, which is not read`);
    const at = unset.find(({ variable }) => variable === first)?.path ?? [];
    return fail(
      `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not set`,
      [...evidence, configEvidence(config, `${at.join('.')} holds \${${first}}`)],
      {
        location: locate(config, at),
        affects: ['the gateway does not start, or uses the text of the reference as the value'],
        fix: { kind: 'manual', text: `set ${missing.join(', ')} in the gateway's environment` },
      },
    );
  },
});
