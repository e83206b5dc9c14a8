const noAdvice: Readonly<Record<string, string>> = {};

export const texts = {
  /** The service's advice about weak passwords is English as it comes; other languages translate it by its words. */
  advice: noAdvice,
  strength: {
    label: 'Password strength',
    rule: 'At least 8 characters, no spaces, hard to guess. A few unrelated words work well.',
    unknown: 'The strength cannot be checked right now. You can send the password all the same.',
    pwned: 'This password has appeared in a data breach.',
    acceptable: 'Strong enough',
    common: 'Too common, or too close to your e-mail',
    score_0: 'Very easy to guess',
    score_1: 'Easy to guess',
    score_2: 'Getting there',
    score_3: 'Almost there',
  },
  activate: {
    title: 'Choose your password',
    lead: 'One last step, and your account is ready.',
    submit: 'Activate my account',
    missing: 'Please open this page with the link in your activation mail.',
  },
  reset: {
    title: 'Choose a new password',
    lead: 'All your sessions will end, and you log in with the new one.',
    submit: 'Change my password',
    missing: 'Please open this page with the link in your mail.',
  },
  link: {
    expiredTitle: 'This link no longer works',
    expired: 'It has expired, has been used, or a newer one was sent. A new link is one click away.',
    missingTitle: 'A link is missing',
    unreachableTitle: 'The link could not be checked',
    checking: 'Checking your link',
    again: 'Get a new link',
  },
  forgot: {
    title: 'Forgot your password?',
    lead: 'Tell us your e-mail, and we send you a link to choose a new one.',
    submit: 'Send me the link',
    back: 'Back to log in',
    sentTitle: 'Check your mail',
    sent: 'If {{email}} has an account here, a link to choose a new password is on its way. It works once, for an hour.',
    again: 'Use another address',
  },
  change: {
    title: 'Password',
    lead: 'Your other sessions will end; this one stays.',
    submit: 'Change password',
    done: 'Your password is changed. Your other sessions have ended.',
  },
};
