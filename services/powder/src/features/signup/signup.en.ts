export const texts = {
  title: 'Create your account',
  lead: 'Your e-mail is all we need to begin. You choose a password from the link we send.',
  submit: 'Send me the link',
  known: 'Already have an account?',
  logIn: 'Log in',
  checkMail: {
    title: 'Check your mail',
    lead: 'We have sent a message to {{email}}. Open the link in it to choose your password. It works once, for an hour.',
    leadUnknown: 'We have sent you a message. Open the link in it to choose your password.',
    nothing: 'Nothing there? Look into the spam folder, or let us send it again.',
    again: 'Send it again',
    againIn: 'Send it again in {{seconds}} s',
    sentAgain: 'Sent. The newest link is the one that works.',
    other: 'Use another address',
  },
};
