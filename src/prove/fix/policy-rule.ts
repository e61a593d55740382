import { stringify } from 'yaml';
import { appendToYamlList } from '../../shared/edit/index.ts';
import { type MissingRule, policyTitle, type Route, ruleToAdd } from '../network/index.ts';
import type { ConfigFile, ManifestSet } from '../sources/index.ts';
import type { Fix } from '../engine/outcome.ts';
import { fixPath } from './paths.ts';
import { presentableDiff } from './presentable-diff.ts';
import { fixCommand } from './fix-command.ts';
import { type PolicyQuestion, routeText } from '../evidence/policies.ts';

export interface FixSources {
  readonly manifests: ManifestSet;
  readonly config?: ConfigFile | undefined;
}

/**
 * The rule to add: a diff of the policy where its file can be edited by position, else a separate policy, which is
 * combined with the existing ones. A rule that denies needs a person.
 */
export function ruleFix(
  sources: FixSources,
  question: PolicyQuestion,
  routes: readonly Route[],
): Fix | undefined {
  const { direction, port, opens } = question;
  const blocked = routes.find((route) => route[direction].allowed === 'no');
  if (!blocked) return undefined;
  const [denied] = blocked[direction].denied;
  if (denied) {
    const what = `${direction} ${routeText(blocked, direction)}`;
    return {
      kind: 'manual',
      text: `except ${what} from the rule of ${policyTitle(denied.policy)} that denies it, or remove that rule`,
    };
  }
  // Where the pod's port is not known, the port of its Service is likely.
  const to = { ...blocked.to, port: blocked.to.port ?? port };
  const missing = ruleToAdd({ ...blocked, to }, direction, opens);
  if (!missing) return undefined;
  const text = `allow ${direction} ${routeText({ ...blocked, to }, direction)}`;
  return (
    patchOf(sources, missing, text) ?? {
      kind: 'manual',
      text: `${text} by this policy:\n${stringify(missing.manifest)}`,
    }
  );
}

function patchOf(
  { manifests, config }: FixSources,
  { policy, list, rule }: MissingRule,
  text: string,
): Fix | undefined {
  const object = manifests.find(policy.kind, policy);
  const before = object && manifests.files.get(object.file);
  if (!object || !list || before === undefined) return undefined;
  const changed = appendToYamlList(before, object.document, [...object.path, ...list], rule);
  if (changed === undefined) return undefined;
  const { root, file } = fixPath(object.file);
  const diff = presentableDiff(file, before, changed);
  if (diff === undefined) return undefined;
  return {
    kind: 'patch',
    text: `${text}: a rule in ${policyTitle(policy)}`,
    root,
    file,
    diff,
    ...(config ? { command: fixCommand(config, manifests.paths) } : {}),
  };
}
