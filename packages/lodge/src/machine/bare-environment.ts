/** What finding programs and temporary files needs, and nothing else: no secret, no PG* or SMTP_* setting. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TZ } = process.env;
  return { PATH, HOME, TMPDIR, TZ };
}
