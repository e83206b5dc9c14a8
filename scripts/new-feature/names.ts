/** The words of which a feature's files are made, by the placeholder that stands for them in a template. */
export type Names = Readonly<
  Record<'file' | 'plural' | 'Plural' | 'item' | 'Item' | 'table' | 'words' | 'Words', string>
>;

/** @param name plural, lower-case words joined by -: `ski-trips` */
export function namesOf(name: string): Names {
  const words = name.replaceAll('-', ' ');
  const plural = camelCase(name);
  const item = name.endsWith('s') ? plural.slice(0, -1) : `${plural}Item`;
  return {
    file: name,
    plural,
    Plural: capitalized(plural),
    item,
    Item: capitalized(item),
    table: name.replaceAll('-', '_'),
    words,
    Words: capitalized(words),
  };
}

const camelCase = (name: string) =>
  name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const capitalized = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
