/** One expression that somebody reads the metrics by. */
export interface ReaderQuery {
  /** As the path was given. */
  readonly file: string;
  readonly line: number;
  /** `panel "Tokens"`, `alert NoPushes`, `variable model`. */
  readonly where: string;
  readonly expression: string;
  /** The label whose values a dashboard's variable takes. */
  readonly asksLabel?: string;
  /** Name of the series that a recording rule makes of it. */
  readonly records?: string;
  /** The file's own text of the expression, for changing it in place. */
  readonly written: string;
}
