import { changed, type Known, type KnownMap, type Passing, type Step } from './passing.ts';

export type MapName = 'attributes' | 'resource';

/** How a report calls the two maps of attributes. */
export const MAP_TITLES: Readonly<Record<MapName, string>> = {
  attributes: 'attribute',
  resource: 'resource attribute',
};

/** Removes the attributes for which `removes` holds. */
export function withoutKeys(
  metric: Passing,
  map: MapName,
  removes: (key: string) => boolean,
  path: Step['path'],
): Passing {
  const gone = [...metric[map].keys()].filter(removes);
  if (gone.length === 0) return metric;
  const left: KnownMap = new Map([...metric[map]].filter(([key]) => !gone.includes(key)));
  return changed(
    metric,
    { [map]: left },
    { path, text: `deletes the ${MAP_TITLES[map]} ${gone.join(', ')}` },
  );
}

export function withKey(
  metric: Passing,
  map: MapName,
  key: string,
  value: Known,
  path: Step['path'],
): Passing {
  const text = `sets the ${MAP_TITLES[map]} ${key}`;
  return changed(metric, { [map]: new Map([...metric[map], [key, value]]) }, { path, text });
}

export function renamed(metric: Passing, name: string, path: Step['path']): Passing {
  if (name === metric.name) return metric;
  return changed(metric, { name }, { path, text: `renames ${metric.name} to ${name}` });
}
