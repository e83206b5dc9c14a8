/** A metric that an expression asks for, and the labels that it selects by. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

export interface Names {
  readonly selectors: readonly Selector[];
  /** Labels that it groups or joins by. */
  readonly grouping: readonly string[];
}

const operators = new Set(['and', 'or', 'unless', 'bool', 'offset']);
const groupings = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const selector = /([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\})?(\s*\()?/g;

/**
 * The names in a PromQL expression. promtool says whether it is PromQL at all; this only finds which metrics and labels it is
 * about. No string of ours has a brace in it.
 */
export function namesIn(expression: string): Names {
  const grouping = [...expression.matchAll(groupings)].flatMap(([, list = '']) => words(list));
  const rest = expression.replace(groupings, ' ').replace(/\[[^\]]*\]/g, ' ');
  const selectors = [...rest.matchAll(selector)].flatMap(([, metric = '', matchers = '', call]) =>
    call !== undefined || operators.has(metric)
      ? []
      : [
          {
            metric,
            labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, name = '']) => name),
          },
        ],
  );
  return { selectors, grouping };
}

const words = (list: string): string[] => list.split(/[\s,]+/).filter((word) => word !== '');
