import type { JudgedFigure } from './figure.ts';

const rounded = (value: number) => (Math.abs(value) >= 20 ? value.toFixed(0) : value.toFixed(2));

/** A table of Markdown, which reads well on a terminal too. */
export function table(figures: readonly JudgedFigure[]): string {
  const rows = figures.map(({ title, spread, unit = '×', limit, verdict }) => [
    title,
    `${rounded(spread.median)} ${unit}`,
    `${rounded(spread.lowest)} – ${rounded(spread.highest)}`,
    limit === '' ? '' : `${limit} ${unit}`,
    verdict,
  ]);
  const all = [['work', 'median', 'rounds from – to', 'goal', 'verdict'], ...rows];
  const widths = (all[0] ?? []).map((_, column) =>
    Math.max(3, ...all.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head = [], ...body] = all;
  return [line(head), rule, ...body.map(line)].join('\n');
}
