import { escapeRegExp } from '../../../shared/text/escape-regexp.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, skip, unknown } from '../../engine/outcome.ts';
import { argoApplication, type ConfigurationMap } from '../../evidence/argo-application.ts';
import {
  type ArgoApplication,
  type DataPath,
  dataOfJqPath,
  dataOfManagers,
  dataOfPointer,
} from '../../sources/index.ts';

const RESPECTED = 'RespectIgnoreDifferences=true';

/** Argo CD compares the ConfigMap of the configuration. */
export const configEditSeen = defineCheck({
  id: 'TL143',
  link: 'config',
  title: 'Argo CD compares the ConfigMap',
  proves: 'no ignoreDifferences of the Application covers the configuration in its ConfigMap',
  explain:
    'With ignoreDifferences over the configuration in the ConfigMap, by its key, by all of data, or by a manager of fields ' +
    'that wrote it, the Application stays Synced after a commit that changes ' +
    'nothing else: no sync starts, and the gateway keeps its configuration. With RespectIgnoreDifferences=true not even ' +
    'a sync by hand changes it.',
  severity: 'warning',
  modes: [3],
  needs: [argoApplication],
  run: ({ argoApplication: { named, source, application, configMap } }) => {
    if (!configMap) return skip("the ConfigMap of the gateway's configuration is not known");
    const { ignoreDifferences, syncPolicy } = application.spec;
    const map = `ConfigMap ${configMap.namespace}/${configMap.name}`;
    const meant = ignoreDifferences.filter((each) => isOf(each, configMap));
    const found = meant.map((each) => ({ each, covering: coveringOf(each, configMap) }));
    const paths = [...new Set(found.flatMap(({ covering }) => covering))].join(', ');
    if (paths === '') {
      const managers = meant.flatMap((each) => each.managedFieldsManagers);
      if (managers.length > 0 && !dataOfManagers(configMap.content, managers)) {
        return unknown(
          `which fields of ${map} ${managers.join(', ')} wrote is not known: it has no managedFields`,
        );
      }
      const saw = `${ignoreDifferences.length} ignoreDifferences, none over the configuration in ${map}`;
      return pass(`${named} compares ${map}`, [{ source, saw }]);
    }
    const isRespected = syncPolicy?.syncOptions.includes(RESPECTED) === true;
    return fail(
      `${named} ignores differences in ${map}: ${paths}`,
      [
        ...found
          .filter(({ covering }) => covering.length > 0)
          .map(({ each: { kind, name = '*' }, covering }) => ({
            source,
            saw: `ignoreDifferences: ${kind} ${name}: ${covering.join(', ')}`,
          })),
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

type Ignored = ArgoApplication['spec']['ignoreDifferences'][number];

function isOf({ group = '', kind, name, namespace }: Ignored, configMap: ConfigurationMap): boolean {
  return (
    matches(group, '') &&
    matches(kind, 'ConfigMap') &&
    (name === undefined || name === configMap.name) &&
    (namespace === undefined || namespace === configMap.namespace)
  );
}

/** What of an entry covers the configuration, as it is written there. */
function coveringOf(
  { jsonPointers, jqPathExpressions, managedFieldsManagers }: Ignored,
  { entries, content }: ConfigurationMap,
): readonly string[] {
  const covers = (path: DataPath | undefined): boolean =>
    path !== undefined &&
    (!entries ||
      entries.some(({ field, key }) => path.field === field && (path.key === undefined || path.key === key)));
  const written = (dataOfManagers(content, managedFieldsManagers) ?? []).filter((path) => covers(path));
  return [
    ...jsonPointers.filter((pointer) => covers(dataOfPointer(pointer))),
    ...jqPathExpressions.filter((path) => dataOfJqPath(path).some((each) => covers(each))),
    ...new Set(written.map(({ manager }) => `managedFieldsManagers ${manager}`)),
  ];
}

/** Group and kind of ignoreDifferences may be patterns with `*`. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => escapeRegExp(part));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
