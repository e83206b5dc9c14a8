import Box from '@mui/material/Box';
import type { Theme } from '@mui/material/styles';
import { Svg } from './mountain.svg';

/** Dawn by day, northern lights by night: two sets of colours for the drawing. */
const sceneColours = (theme: Theme) => ({
  '--sky-high': '#a9d9de',
  '--sky-mid': '#fbe4d3',
  '--sky-low': '#ffb08a',
  '--disc': '#fff3df',
  '--glow': '#ffd2a6',
  '--glow-strength': '0.9',
  '--far': '#d9b9b8',
  '--mid': '#9db9c2',
  '--snow': '#fffaf6',
  '--shade': '#a8c6d2',
  '--crease': '#d6e4ea',
  '--slope-high': '#f9fbfc',
  '--slope-low': '#d7e7ec',
  '--track': '#b3ced9',
  '--pine': '#14514a',
  '--pine-near': '#0b3a36',
  '--stars': '0',
  '--aurora': '0',
  ...theme.applyStyles('dark', {
    '--sky-high': '#04141c',
    '--sky-mid': '#0b2b36',
    '--sky-low': '#1d4b52',
    '--disc': '#e8f4f2',
    '--glow': '#8fd6c8',
    '--glow-strength': '0.5',
    '--far': '#123540',
    '--mid': '#15404a',
    '--snow': '#c3dde0',
    '--shade': '#2c5a68',
    '--crease': '#7ea6b0',
    '--slope-high': '#9fc2c9',
    '--slope-low': '#3d6a76',
    '--track': '#6c98a3',
    '--pine': '#0a2c2c',
    '--pine-near': '#051c1d',
    '--stars': '1',
    '--aurora': '1',
  }),
});

interface Props {
  /** Where the box is a low band, which then shows the summit and the sky beside it. */
  band?: 'always' | 'on phones' | 'never';
}

/** As wide as the box and as tall as the drawing wants, moved up by most of the sky; percentages are of the width. */
const asBand = { height: 'auto', aspectRatio: '8 / 9', mt: '-28%' };
const asPicture = { height: '100%', aspectRatio: 'auto', mt: 0 };

const shapes = {
  always: asBand,
  never: asPicture,
  'on phones': {
    height: { xs: asBand.height, md: asPicture.height },
    aspectRatio: { xs: asBand.aspectRatio, md: asPicture.aspectRatio },
    mt: { xs: asBand.mt, md: asPicture.mt },
  },
};

/** A decorative drawing that fills its box: a mountain, a slope, a run and a skier. */
export function MountainScene({ band = 'never' }: Props) {
  return (
    <Box component={Svg} aria-hidden sx={[{ width: '100%', display: 'block' }, shapes[band], sceneColours]} />
  );
}
