import { escapeRegExp } from '../../../shared/text/escape-regexp.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, skip } from '../../engine/outcome.ts';
import { argoApplication } from '../../evidence/argo-application.ts';

const DATA_POINTER = /^\/(?:data|binaryData)(?:\/|$)/;
const DATA_PATH = /^\s*\.(?:data|binaryData)\b/;
const RESPECTED = 'RespectIgnoreDifferences=true';

/** Argo CD compares the ConfigMap of the configuration. */
export const configEditSeen = defineCheck({
  id: 'TL143',
  link: 'config',
  title: 'Argo CD compares the ConfigMap',
  proves: 'no ignoreDifferences of the Application covers the data of the ConfigMap with the configuration',
  explain:
    'With ignoreDifferences over the data of the ConfigMap the Application stays Synced after a commit that changes ' +
    'nothing else: no sync starts, and the gateway keeps its configuration. With RespectIgnoreDifferences=true not even ' +
    'a sync by hand changes it.',
  severity: 'warning',
  modes: [3],
  needs: [argoApplication],
  run: ({ argoApplication: { named, source, application, configMap } }) => {
    if (!configMap) return skip("the ConfigMap of the gateway's configuration is not known");
    const { ignoreDifferences, syncPolicy } = application.spec;
    const map = `ConfigMap ${configMap.namespace}/${configMap.name}`;
    const found = ignoreDifferences.find(
      ({ group = '', kind, name, namespace, jsonPointers, jqPathExpressions }) =>
        matches(group, '') &&
        matches(kind, 'ConfigMap') &&
        (name === undefined || name === configMap.name) &&
        (namespace === undefined || namespace === configMap.namespace) &&
        (jsonPointers.some((pointer) => DATA_POINTER.test(pointer)) ||
          jqPathExpressions.some((path) => DATA_PATH.test(path))),
    );
    if (!found) {
      const saw = `${ignoreDifferences.length} ignoreDifferences, none over the data of ${map}`;
      return pass(`${named} compares ${map}`, [{ source, saw }]);
    }
    const paths = [...found.jsonPointers, ...found.jqPathExpressions].join(', ');
    const isRespected = syncPolicy?.syncOptions.includes(RESPECTED) === true;
    return fail(
      `${named} ignores differences in ${map}: ${paths}`,
      [
        { source, saw: `ignoreDifferences: ${found.kind} ${found.name ?? '*'}: ${paths}` },
        { source, saw: isRespected ? RESPECTED : `${RESPECTED} is not set` },
      ],
      {
        affects: [
          isRespected
            ? 'each commit to the configuration: no sync applies it'
            : 'a commit that changes only the configuration: no sync starts by itself',
        ],
        fix: { kind: 'manual', text: `remove ${paths} from ignoreDifferences of ${named}` },
      },
    );
  },
});

/** Group and kind of ignoreDifferences may be patterns with `*`. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => escapeRegExp(part));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
