export interface SecretRule {
  readonly name: string;
  /** Linear: no repetition within a repetition. */
  readonly pattern: RegExp;
  /** What the pattern matches and is none: examples that say so themselves. */
  readonly harmless?: RegExp;
}

export interface FoundSecret {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
}

/** Words by which an example shows that it is one, or by which a template leaves a hole. */
const placeholder =
  /example|for-laptops|for-the-stand-ins|placeholder|changeme|\$\{|\$\(|<[\w -]+>|%[sd]|\.\.\.|…/i;

/** What a secret looks like in a file. A test plants one of each, put together at run time so that it does not find itself. */
export const secretRules: readonly SecretRule[] = [
  { name: 'AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, harmless: /EXAMPLE/ },
  {
    name: 'AWS secret key',
    pattern: /aws_?secret_?(?:access_?)?key\W{1,4}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i,
    harmless: /EXAMPLE/,
  },
  { name: 'private key', pattern: /-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/]/ },
  { name: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60})/ },
  { name: 'GitLab token', pattern: /\bgl(?:pat|ptt|dt|rt|cbt)-[A-Za-z0-9_-]{20}/ },
  { name: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  {
    name: 'Slack token or webhook',
    pattern: /\bxox[abprs]-[A-Za-z0-9-]{10}|hooks\.slack\.com\/services\/T[A-Z0-9]{8}/,
  },
  { name: 'Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { name: 'Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{20}/ },
  {
    name: 'signed token (JWT)',
    pattern: /\beyJ[A-Za-z0-9_-]{10,500}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{20}/,
  },
  {
    name: 'password in an address',
    pattern: /\b[a-z][a-z0-9+.-]{2,15}:\/\/[^\s:/@'"`]{1,60}:[^\s:/@'"`]{3,100}@[a-z0-9]/i,
    harmless: placeholder,
  },
  {
    name: 'password in a setting',
    pattern:
      /^\s*(?:export )?(?:GNAR_)?[A-Z_]{0,30}(?:PASSWORD|SECRET_KEY|SECRET_ACCESS_KEY|TOKEN)=['"]?[^\s'"$]{8}/,
    harmless: placeholder,
  },
];

/** Lines of a text that look like a secret. */
export function secretsIn(file: string, text: string): FoundSecret[] {
  return text.split('\n').flatMap((content, index) =>
    secretRules
      .filter(({ pattern, harmless }) => {
        const [match] = pattern.exec(content) ?? [];
        return match !== undefined && !(harmless?.test(match) ?? false);
      })
      .map(({ name }) => ({ file, line: index + 1, rule: name })),
  );
}
