/** Actions of Go templates that only Helm has; Prometheus and Grafana fill in `{{ }}` of annotations and legends. */
const HELM = /\{\{-?\s*[^}]*(?:\.(?:Values|Release|Chart|Capabilities|Files)\b|\b(?:include|toYaml|tpl)\s)/;
/** A line that begins with an action. */
const ACTION = /^\s*\{\{-?\s*(?:if|else|end|range|with|define|template|block|\/\*|\$\w+)/m;
const FILLED_IN = /\{\{-?\s*[\w.$`"'(]/;

/** Whether a file is a template of a Helm chart, which is no YAML before it is rendered. */
export function isHelmTemplate(text: string): boolean {
  return HELM.test(text) || ACTION.test(text);
}

/** What to call an expression that a template has to fill in; undefined where there is nothing to fill in. */
export function templateIn(expression: string): string | undefined {
  return FILLED_IN.test(expression) ? 'a template that is not filled in' : undefined;
}
