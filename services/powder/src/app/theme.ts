import { createTheme, type Theme } from '@mui/material/styles';
import { product } from '@gnar/contract/product';

/** The palette of a scheme: the product's colours, of which MUI makes their shades, and those that carry a meaning. */
const paletteOf = (scheme: 'light' | 'dark') => {
  const colours = product.colours[scheme];
  return {
    primary: { main: colours.primary, contrastText: colours.onPrimary },
    secondary: { main: colours.secondary, contrastText: colours.onSecondary },
    background: { default: colours.background, paper: colours.surface },
    text: { primary: colours.text, secondary: colours.quietText },
    divider: colours.line,
  };
};

const light = {
  ...paletteOf('light'),
  error: { main: '#b3261e' },
  warning: { main: '#8a5300' },
  success: { main: '#1d6b3f' },
  info: { main: '#1f5f86' },
};

const dark = {
  ...paletteOf('dark'),
  error: { main: '#ff8a80', contrastText: '#2d0502' },
  warning: { main: '#ffc36b', contrastText: '#2a1800' },
  success: { main: '#7fd8a2', contrastText: '#04210f' },
  info: { main: '#86c5ea', contrastText: '#031c2b' },
  // A tint that stands off the ground, where MUI's own would be nearly black.
  Alert: {
    successStandardBg: '#123529',
    infoStandardBg: '#12303f',
    warningStandardBg: '#3a2a10',
    errorStandardBg: '#431d1b',
  },
};

/** The line around fields: 3 to 1 against the ground (WCAG 1.4.11). */
const fieldLine = { light: '#6f8786', dark: '#5d7a79' };

const focusRing = (theme: Theme) => ({
  outline: `3px solid ${theme.vars?.palette.primary.main ?? theme.palette.primary.main}`,
  outlineOffset: 2,
});

/** The colours of the icons of notifications, which stand on the other scheme's ground. */
const severityIcons = (palette: typeof light | typeof dark) => ({
  '&.MuiAlert-colorError .MuiAlert-icon': { color: palette.error.main },
  '&.MuiAlert-colorWarning .MuiAlert-icon': { color: palette.warning.main },
  '&.MuiAlert-colorSuccess .MuiAlert-icon': { color: palette.success.main },
  '&.MuiAlert-colorInfo .MuiAlert-icon': { color: palette.info.main },
});

/** Ice on ink in the light scheme, ink on ice in the dark one. */
const inverted = (theme: Theme) => ({
  backgroundColor: light.text.primary,
  color: light.background.default,
  ...severityIcons(dark),
  ...theme.applyStyles('dark', {
    backgroundColor: dark.text.primary,
    color: dark.background.default,
    ...severityIcons(light),
  }),
});

const heading = { fontWeight: 720, textWrap: 'balance', letterSpacing: '-0.025em', lineHeight: 1.12 };

/** How everything looks: light and dark, phone first, with targets of at least 44 px (WCAG 2.5.5). */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-color-scheme' },
  colorSchemes: { light: { palette: light }, dark: { palette: dark } },
  shape: { borderRadius: 12 },
  typography: {
    fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    h1: {
      ...heading,
      fontSize: 'clamp(2.5rem, 1.6rem + 4vw, 4.25rem)',
      letterSpacing: '-0.04em',
      lineHeight: 1.02,
    },
    h2: { ...heading, fontSize: 'clamp(1.75rem, 1.45rem + 1.3vw, 2.375rem)' },
    h3: { ...heading, fontSize: '1.25rem', letterSpacing: '-0.015em', lineHeight: 1.3 },
    body1: { lineHeight: 1.6, textWrap: 'pretty' },
    button: { textTransform: 'none', fontWeight: 620, letterSpacing: '-0.005em' },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: (theme: Theme) => ({
        // The whole canvas, the scrollbar's place included: the chosen theme may not be the device's.
        html: { backgroundColor: theme.vars?.palette.background.default ?? theme.palette.background.default },
        // Wide screens keep the scrollbar's place, so that nothing moves between long and short pages.
        '@media (min-width: 900px)': { html: { scrollbarGutter: 'stable' } },
        body: { minHeight: '100vh', fontFeatureSettings: "'cv11', 'ss03'" },
        '#root': { minHeight: '100vh', display: 'flex', flexDirection: 'column' },
        'a:focus-visible, button:focus-visible, select:focus-visible': focusRing(theme),
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': {
            animationDuration: '0.01ms !important',
            animationIterationCount: '1 !important',
            transitionDuration: '0.01ms !important',
            scrollBehavior: 'auto !important',
          },
        },
      }),
    },
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: {
        // Where the system replaces all colours, only an edge tells a filled button from a text.
        root: { minHeight: 44, paddingInline: 18, '@media (forced-colors: active)': { border: '1px solid' } },
        sizeLarge: { minHeight: 52, fontSize: '1.0625rem' },
        sizeSmall: { minHeight: 44, paddingInline: 12 },
      },
    },
    MuiIconButton: { styleOverrides: { root: { minWidth: 44, minHeight: 44 } } },
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiCard: {
      defaultProps: { variant: 'outlined' },
      styleOverrides: { root: { borderRadius: 20 } },
    },
    MuiAlert: {
      styleOverrides: {
        root: {
          borderRadius: 14,
          '&:focus-visible': { outline: '3px solid currentColor', outlineOffset: 2 },
        },
      },
      // Notifications are the page turned inside out: they stand out in both schemes and stay readable.
      variants: [{ props: { variant: 'filled' }, style: ({ theme }) => inverted(theme) }],
    },
    MuiOutlinedInput: {
      styleOverrides: {
        notchedOutline: ({ theme }) => ({
          borderColor: fieldLine.light,
          ...theme.applyStyles('dark', { borderColor: fieldLine.dark }),
        }),
      },
    },
    MuiLink: { defaultProps: { underline: 'always' }, styleOverrides: { root: { fontWeight: 560 } } },
  },
});
