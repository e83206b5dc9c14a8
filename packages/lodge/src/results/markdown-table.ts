export type Alignment = 'left' | 'right';

/**
 * A table of Markdown as Prettier writes it, so that a page that holds it stays formatted; it reads well on a terminal too.
 *
 * @param rows the first is the head
 * @param alignments of the columns; without it: left. A column that is aligned right holds numbers.
 */
export function markdownTable(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[] = [],
): string {
  const cells = rows.map((row) => row.map(cellOf));
  const [head = [], ...body] = cells;
  const columns = head.map((_, column) => ({
    width: Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)),
    isRight: alignments[column] === 'right',
  }));
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const padded = (row: readonly string[]) =>
    line(
      columns.map(({ width, isRight }, column) => {
        const cell = row[column] ?? '';
        return isRight ? cell.padStart(width) : cell.padEnd(width);
      }),
    );
  const rule = columns.map(({ width, isRight }) =>
    isRight ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [padded(head), line(rule), ...body.map(padded)].join('\n');
}

/** On one line; what Markdown would take for markup (`__proto__`) stands as code. */
function cellOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const shown = /[*_`<[\\]/.test(line) ? `\`${line.replaceAll('`', "'")}\`` : line;
  return shown.replaceAll('|', '\\|');
}
