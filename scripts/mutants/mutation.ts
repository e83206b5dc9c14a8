import ts from 'typescript';

/** One deliberate mistake: `replacement` instead of the source text from `start` to `end`. */
export interface Mutation {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly line: number;
  /** Offsets into the source text. */
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
  /** The source line that it begins in, without indentation: tells equal edits of a file apart. */
  readonly context: string;
}

type Edit = Pick<Mutation, 'start' | 'end' | 'replacement'>;

const flipped = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '>='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
]);

/** Logging, metrics and messages for people: a mistake there is no broken promise. */
const toldOnly =
  /\b(?:log|logs|metrics)\b[.?[]|\b(?:onOutage|onFailure|onOutcome|describe|emitWarning)\b|\bnew \w*Error\(/;
const statement = /^\s*(?:with|select|insert|update|delete)\b/i;

/** Every mutation of a source file that these operators make, in the order of the text. */
export function mutationsOf(file: string, source: string): Mutation[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && toldOnly.test(headOf(node))) return;
    edits.push(...editsOf(node, tree));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  const lines = source.split('\n');
  return edits
    .sort((one, other) => one.start - other.start || one.end - other.end)
    .map((edit) => {
      const { line } = tree.getLineAndCharacterOfPosition(edit.start);
      const original = source.slice(edit.start, edit.end);
      return { file, ...edit, original, line: line + 1, context: (lines[line] ?? '').trim() };
    });
}

export function apply(source: string, { start, end, replacement }: Edit): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

function headOf(node: ts.CallExpression | ts.NewExpression): string {
  return `${ts.isNewExpression(node) ? 'new ' : ''}${node.expression.getText()}(`;
}

function editsOf(node: ts.Node, tree: ts.SourceFile): Edit[] {
  const replace = (part: ts.Node, replacement: string): Edit => ({
    start: part.getStart(tree),
    end: part.getEnd(),
    replacement,
  });
  if (ts.isBinaryExpression(node)) {
    const operator = flipped.get(node.operatorToken.kind);
    return operator === undefined ? [] : [replace(node.operatorToken, operator)];
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [replace(node, node.operand.getText())];
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [replace(node, 'false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [replace(node, 'true')];
  if (ts.isIfStatement(node)) return ['true', 'false'].map((value) => replace(node.expression, value));
  if (ts.isConditionalExpression(node)) {
    return [
      replace(node.whenTrue, node.whenFalse.getText()),
      replace(node.whenFalse, node.whenTrue.getText()),
    ];
  }
  if (ts.isExpressionStatement(node)) return editsOfStatement(node, replace);
  if (ts.isThrowStatement(node)) return [replace(node, ';')];
  if (ts.isNumericLiteral(node)) return [replace(node, node.text === '0' ? '1' : '0')];
  if (ts.isStringLiteralLike(node)) return sqlEdits(node.getText(), node.getStart(tree));
  if (ts.isTemplateExpression(node)) return sqlEdits(node.getText(), node.getStart(tree));
  return [];
}

function editsOfStatement(
  node: ts.ExpressionStatement,
  replace: (part: ts.Node, replacement: string) => Edit,
): Edit[] {
  const { expression } = node;
  const call = ts.isAwaitExpression(expression) ? expression.expression : expression;
  if (ts.isCallExpression(call) && toldOnly.test(headOf(call))) return [];
  const waited = ts.isAwaitExpression(expression) ? [replace(expression, `void ${call.getText()}`)] : [];
  return [replace(node, ';'), ...waited];
}

/** Clauses that a statement of SQL can lose: conditions, locks and comparisons. */
function sqlEdits(text: string, offset: number): Edit[] {
  if (!statement.test(text.slice(1))) return [];
  const clauses = [
    {
      pattern: /\s+and\s+[\w.]+\s*(?:=|<>|<=|>=|<|>|is not|is)\s*(?:\$\d+|null|'[^']*'|[\w.]+)/gi,
      becomes: '',
    },
    { pattern: /\s+for (?:no key )?(?:update|share)(?: of \w+)?(?: skip locked)?/gi, becomes: '' },
    { pattern: /\bskip locked\b/gi, becomes: '' },
    { pattern: /(?<=[\w)] )(?:<=|<)(?= [\w$])/g, becomes: '>' },
    { pattern: /(?<=[\w)] )(?:>=|>)(?= [\w$])/g, becomes: '<' },
  ];
  return clauses.flatMap(({ pattern, becomes }) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
      start: offset + index,
      end: offset + index + found.length,
      replacement: becomes,
    })),
  );
}
