export const texts = {
  title: 'Preferences',
  lead: 'How we speak to you, and how this looks.',
  localeHint: 'For these pages and the emails we send you.',
  theme: 'Theme',
  light: 'Light',
  dark: 'Dark',
  system: 'As this device',
  submit: 'Save preferences',
  saved: 'Your preferences are saved.',
  languageFailed: 'This language could not be loaded. Please check your connection and choose it again.',
  switch: 'Language',
  navigation: { label: 'Preferences', title: 'Preferences', text: 'Language and theme.' },
};
