import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, unknown } from '../../engine/outcome.ts';

/** The live cluster can be read. */
export const networkClusterReadable = defineCheck({
  id: 'TL415',
  link: 'network',
  title: 'Cluster can be read',
  proves: 'each kind of object that checks read can be listed from the live cluster',
  explain:
    'What is in force is read from the cluster itself: policies, Services, their endpoints, pods and ConfigMaps, never ' +
    'Secrets. Where the role does not allow a kind to be listed, the checks that read it are unknown, unless files are ' +
    'given by --manifests. deploy/components/rights grants exactly what is read in the namespaces that ' +
    '--namespaces names, and deploy/components/cluster-rights what is read in all.',
  severity: 'note',
  modes: [],
  needs: ['cluster'],
  run: ({ cluster: { name, reading } }) => {
    const source = `cluster ${name}`;
    if (!reading.ok) {
      return unknown(`the cluster ${name} cannot be read: ${reading.error}`, [
        { source, saw: reading.error },
      ]);
    }
    const { objects, gaps, listed } = reading.value;
    const evidence: Judged = [
      { source, saw: `${objects.length} objects of ${listed.length} kinds` },
      ...gaps.map(({ kind, why }) => ({ source, saw: `${kind}: ${why}` })),
    ];
    const [first] = gaps;
    if (!first) return pass(`${objects.length} objects of ${listed.length} kinds`, evidence);
    const more = gaps.length > 1 ? `, and ${gaps.length - 1} kinds more` : '';
    return unknown(`${first.kind}: ${first.why}${more}`, evidence);
  },
});
