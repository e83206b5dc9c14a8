export const texts = {
  greeting: 'Good to see you, {{name}}',
  greetingUnknown: 'Good to see you',
  lead: 'You are signed in as {{email}}.',
};
