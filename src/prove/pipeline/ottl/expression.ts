/** A value in OTTL. */
export type Expression =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  | { readonly type: 'enum'; readonly name: string }
  /** `resource.attributes["x"]` has the names `resource`, `attributes` and the key `x`. */
  | { readonly type: 'path'; readonly names: readonly string[]; readonly keys: readonly (string | number)[] }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  /** Arithmetic and maps, which are read and not evaluated. */
  | { readonly type: 'other' };

export type Condition =
  | { readonly type: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly type: 'not'; readonly of: Condition }
  | { readonly type: 'compare'; readonly op: string; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'value'; readonly of: Expression };

export interface Statement {
  readonly editor: string;
  readonly args: readonly Expression[];
  readonly where: Condition | undefined;
}
