/** A language that the pages speak. */
export interface Language {
  readonly tag: string;
  /** What its speakers call it. */
  readonly name: string;
  /** Its words for "two hours ago": registers moment's locale of the same tag. */
  readonly moment?: () => Promise<unknown>;
  /** Texts of features that do not bring their own in this language; what is missing is said in English. */
  readonly texts?: () => Promise<{ readonly texts: object }>;
}
