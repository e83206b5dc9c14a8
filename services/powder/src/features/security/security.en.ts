export const texts = {
  title: 'Security',
  lead: 'Your password, and where you are signed in.',
  logOutTitle: 'Log out',
  logOutLead: 'Ends this session on this device.',
  logOut: 'Log out',
  navigation: { label: 'Security', title: 'Security', text: 'Your password and where you are signed in.' },
};
