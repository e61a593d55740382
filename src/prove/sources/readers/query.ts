/** One query of a dashboard or a rule. */
export interface ReaderQuery {
  /** As the path was given. */
  readonly file: string;
  readonly line: number;
  /** `panel "Tokens"`, `alert NoPushes`, `variable model`. */
  readonly where: string;
  readonly expression: string;
  /** Where the file says that it is another language than PromQL. */
  readonly language?: string;
  /** Where the server may take more than PromQL, so that what is no PromQL may be valid. */
  readonly dialect?: 'MetricsQL';
  /** The group of a rule: one server evaluates all rules of it. */
  readonly group?: string;
  /** The label whose values a variable of a dashboard lists. */
  readonly asksLabel?: string;
  /** Name of the series that a recording rule stores its result as. */
  readonly records?: string;
  /** The expression as the file has it, with its escapes: fixes replace this text. */
  readonly written: string;
}
