export const texts = {
  title: 'Welcome back',
  lead: 'Log in to pick up your line where you left it.',
  submit: 'Log in',
  forgot: 'Forgot your password?',
  newHere: 'New here?',
  signUp: 'Create an account',
  notice: {
    activated: 'Your account is active. Log in with your new password.',
    reset: 'Your password is changed and every session has ended. Log in with the new one.',
    refused: 'Your session has ended. Log in, and you are back where you were.',
    idle: 'You were away for a while, so we closed your session. Log in, and you are back where you were.',
    other_tab: 'You logged out in another tab.',
    returning: 'Log in to see that page.',
  },
};
