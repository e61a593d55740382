/**
 * Kind of a component by its name: `otlphttp` of `otlp_http/prom`. From 0.150 on the names have underscores, and the older
 * ones are aliases of them.
 */
export function componentType(name: string): string {
  return (name.split('/')[0] ?? name).replaceAll('_', '');
}
