import type { EmailTexts } from '../email.types.ts';

export const english: EmailTexts = {
  kinds: {
    activate: ({ projectName, lifetime }) => ({
      subject: `Activate your ${projectName} account`,
      preview: 'Choose a password and you are in.',
      heading: 'One step to go',
      paragraphs: [
        `Thank you for signing up for ${projectName}. Choose a password and your account is ready.`,
        `The link works once, for ${lifetime}. If it has expired, sign up again with this address and we will send you a new one.`,
      ],
      button: 'Activate my account',
      reassurance: 'You did not sign up? Then do nothing: without this link the account stays closed.',
    }),
    'already-active': ({ projectName }) => ({
      subject: `You already have a ${projectName} account`,
      preview: 'Log in with the password you chose.',
      heading: 'Good news: you are already on board',
      paragraphs: [
        `Someone, probably you, signed up for ${projectName} with this address. It already has an account, so all you have to do is log in.`,
      ],
      button: 'Log in',
      otherWay: 'Forgotten your password? Set a new one',
      reassurance: 'It was not you? Nothing has changed and there is nothing to do.',
    }),
    'reset-password': ({ projectName, lifetime }) => ({
      subject: `Set a new password for ${projectName}`,
      preview: 'The link works once.',
      heading: 'Set a new password',
      paragraphs: [
        `You asked for a new password for your ${projectName} account.`,
        `The link works once, for ${lifetime}. Setting a new password signs you out everywhere else.`,
      ],
      button: 'Set a new password',
      reassurance: 'You did not ask for it? Then do nothing: your password stays as it is.',
    }),
    'password-changed': ({ projectName, happenedAt }) => ({
      subject: `Your ${projectName} password was changed`,
      preview: 'If that was you, all is well.',
      heading: 'Your password was changed',
      paragraphs: [
        `The password of your ${projectName} account was changed on ${happenedAt}. If that was you, all is well.`,
        'If it was not you, set a new password right away. That signs everyone else out.',
      ],
      button: 'It was not me',
      reassurance: 'We tell you of every change of your password, so that no change goes unnoticed.',
    }),
    'guessing-stopped': ({ projectName }) => ({
      subject: `Failed log-ins to your ${projectName} account`,
      preview: 'None of them worked, and we let no more through.',
      heading: 'We stopped a run of failed log-ins',
      paragraphs: [
        `There were 100 failed log-ins to your ${projectName} account in a row. None of them worked. Devices that have not logged in to your account before are now refused.`,
        'A device that you have used before still lets you in. On any other device, set a new password first.',
      ],
      button: 'Set a new password',
      reassurance: 'Your password was not guessed. As long as you can log in, there is nothing to do.',
    }),
  },
  copyLink: 'Or copy this address into your browser:',
  sentBy: ({ projectName }) => `Sent by ${projectName}, about your account.`,
};
