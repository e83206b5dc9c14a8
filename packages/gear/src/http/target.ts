/** What a request asks for, without its query. */
export function pathOf({ url = '/' }: { url?: string | undefined }): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

/** The query as an object; a name that is there twice is a list. The time grows with the length of the query, no faster. */
export function queryOf({ url = '/' }: { url?: string | undefined }): Record<string, string | string[]> {
  const found = new URLSearchParams(url.slice(pathOf({ url }).length));
  const entries = [...Map.groupBy(found, ([name]) => name)].map(
    ([name, pairs]): [string, string | string[]] => {
      const values = pairs.map(([, value]) => value);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    },
  );
  return Object.fromEntries(entries);
}
