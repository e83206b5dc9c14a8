/**
 * What makes the product yours. Pages and their metadata, theme, emails, the documentation of the API, `npm start` and the tests
 * read it from here, so that a rename is an edit of this file. Plain data without imports: it is part of every page. The logo is
 * services/powder/public/favicon.svg; everything else that is said is in the texts of the features.
 */
export const product = {
  /** In the browser's tab and beside the logo. */
  name: 'Gnar',
  /** In full: in emails, in the documentation of the API and in the terminal. */
  fullName: 'Project Gnar',
  /** Begins the keys under which a browser keeps its preferences; changing it forgets them. */
  id: 'gnar',
  /** The headline of the landing page. */
  tagline: { en: 'Drop in on day one.', fr: 'En piste dès le premier jour.' },
  /** What search engines show. */
  description: 'A working product shell, ready to make your own.',
  addresses: {
    /** The part of the sender's address before the `@`; the domain is that of the deployment. */
    sender: 'hello',
    /** The domain of emails in development. */
    development: 'gnar.localhost',
  },
  colours: {
    light: {
      primary: '#0e5a54',
      onPrimary: '#ffffff',
      secondary: '#b93f1b',
      onSecondary: '#ffffff',
      background: '#f5f9f9',
      surface: '#ffffff',
      text: '#0b2427',
      quietText: '#48605f',
      line: '#d5e1e0',
    },
    dark: {
      primary: '#86dccb',
      onPrimary: '#04211e',
      secondary: '#ff9f7f',
      onSecondary: '#2b0d03',
      background: '#071617',
      surface: '#0d2223',
      text: '#e9f3f2',
      quietText: '#a5bdbb',
      line: '#234041',
    },
  },
};
