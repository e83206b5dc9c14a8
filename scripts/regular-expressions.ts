import ts from 'typescript';

export interface RegularExpression {
  readonly source: string;
  readonly flags: string;
  /** `path:line`. */
  readonly place: string;
}

export interface FoundExpressions {
  readonly written: readonly RegularExpression[];
  /** Places where one is made of a text that only the run knows. */
  readonly madeAtRunTime: readonly string[];
}

/** Every regular expression of a source file: literals, and calls of RegExp. */
export function regularExpressionsOf(file: string, text: string): FoundExpressions {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const written: RegularExpression[] = [];
  const madeAtRunTime: string[] = [];
  const visit = (node: ts.Node): void => {
    const place = `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      written.push({ source: node.text.slice(1, end), flags: node.text.slice(end + 1), place });
    } else if (isCallOfRegExp(node)) {
      const [source, flags] = node.arguments ?? [];
      const isKnown = isText(source) && (flags === undefined || isText(flags));
      if (isKnown) written.push({ source: source.text, flags: isText(flags) ? flags.text : '', place });
      else madeAtRunTime.push(place);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { written, madeAtRunTime };
}

function isCallOfRegExp(node: ts.Node): node is ts.CallExpression | ts.NewExpression {
  return (
    (ts.isCallExpression(node) || ts.isNewExpression(node)) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'RegExp'
  );
}

function isText(node: ts.Node | undefined): node is ts.StringLiteralLike {
  return node !== undefined && ts.isStringLiteralLike(node);
}
