import Box from '@mui/material/Box';
import type { Theme } from '@mui/material/styles';
import { Pines } from './pines.tsx';

/** Dawn by day, northern lights by night: one drawing, two sets of colours. */
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

const stars = [
  [70, 90, 1.6],
  [150, 210, 1.1],
  [210, 60, 1.3],
  [300, 150, 1],
  [365, 70, 1.7],
  [455, 180, 1.1],
  [520, 50, 1.2],
  [700, 60, 1.5],
  [745, 200, 1.1],
  [40, 300, 1.2],
  [240, 290, 1],
  [770, 330, 1.3],
] as const;

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
    <Box
      component="svg"
      viewBox="0 0 800 900"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden
      sx={[{ width: '100%', display: 'block' }, shapes[band], sceneColours]}
    >
      <defs>
        <linearGradient id="scene-sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="var(--sky-high)" />
          <stop offset="0.42" stopColor="var(--sky-mid)" />
          <stop offset="0.68" stopColor="var(--sky-low)" />
        </linearGradient>
        <radialGradient id="scene-glow">
          <stop offset="0" stopColor="var(--glow)" stopOpacity="var(--glow-strength)" />
          <stop offset="0.35" stopColor="var(--glow)" stopOpacity="0.22" />
          <stop offset="1" stopColor="var(--glow)" stopOpacity="0" />
        </radialGradient>
        <linearGradient id="scene-slope" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="var(--slope-high)" />
          <stop offset="1" stopColor="var(--slope-low)" />
        </linearGradient>
        <filter id="scene-blur" x="-10%" y="-30%" width="120%" height="160%">
          <feGaussianBlur stdDeviation="14" />
        </filter>
        <linearGradient id="scene-aurora" x1="0" y1="0" x2="1" y2="0.3">
          <stop offset="0" stopColor="#5fe3bd" stopOpacity="0" />
          <stop offset="0.4" stopColor="#5fe3bd" stopOpacity="0.5" />
          <stop offset="0.75" stopColor="#8ab6ff" stopOpacity="0.3" />
          <stop offset="1" stopColor="#8ab6ff" stopOpacity="0" />
        </linearGradient>
      </defs>
      <rect width="800" height="900" fill="url(#scene-sky)" />
      <Heavens />
      <Ranges />
      <Run />
    </Box>
  );
}

function Heavens() {
  return (
    <>
      <g style={{ opacity: 'var(--stars)' }} fill="#e6f4f2">
        {stars.map(([cx, cy, r]) => (
          <circle key={`${cx}-${cy}`} cx={cx} cy={cy} r={r} />
        ))}
      </g>
      <g style={{ opacity: 'var(--aurora)' }} fill="url(#scene-aurora)" filter="url(#scene-blur)">
        <path d="M-20 250C140 130 250 300 420 190S690 90 840 170V60C680 10 560 90 410 110S150 60-20 150Z" />
        <path d="M-20 380C160 290 280 390 450 300S700 230 840 290V220C700 170 560 220 430 240S160 240-20 310Z" />
      </g>
      <circle cx="606" cy="300" r="210" fill="url(#scene-glow)" />
      <circle cx="606" cy="300" r="54" fill="var(--disc)" />
    </>
  );
}

/** The line between the lit and the shaded side, from the summit down. */
const ridge = '428 314 424 372 462 412 446 470 492 514 470 572 540 622 556 700';

function Ranges() {
  return (
    <>
      <path
        d="M0 520 70 452l58 46 92-104 66 78 54-38 96 92 120-128 78 82 60-52 74 74 52-34 80 70v360H0Z"
        fill="var(--far)"
      />
      <path d="M0 600 92 520l60 44 70-60 120 96h300l60-70 58 34 40-44v300H0Z" fill="var(--mid)" />
      <path d={`M${ridge} 92 700 206 548 246 562 320 450 350 472Z`} fill="var(--snow)" />
      <path
        d="M320 450 312 500 330 540 306 600 322 700H424L392 620 404 560 372 520 350 472Z"
        fill="var(--crease)"
        opacity=".7"
      />
      <path
        d="M424 372 462 412 446 470 492 514 470 572 430 542 438 502 402 462 418 424 408 396Z"
        fill="var(--crease)"
        opacity=".75"
      />
      <path d={`M${ridge} 760 700 618 472 578 488 516 380 482 400Z`} fill="var(--shade)" />
      <path d="M516 380 546 432 534 474 560 524 528 566 512 506 526 456Z" fill="var(--snow)" opacity=".28" />
    </>
  );
}

function Run() {
  return (
    <>
      <Pines at={[40, 90, 128, 176, 668, 712, 764]} ground={672} height={62} fill="var(--pine)" />
      <path d="M0 664c150-44 300 16 440-6s220-60 360-26v268H0Z" fill="url(#scene-slope)" />
      <g fill="none" strokeLinecap="round">
        <path d="M664 634c-70 20 22 58-62 86s-204 18-150 78" stroke="var(--track)" strokeWidth="9" />
        <path d="M664 634c-70 20 22 58-62 86s-204 18-150 78" stroke="var(--slope-high)" strokeWidth="4.500" />
      </g>
      <g transform="translate(456 792) rotate(16)">
        <path d="M-24 8 26 4" stroke="#12343a" strokeWidth="3.500" strokeLinecap="round" />
        <path d="M-6 5-9-8l11-6 7 12" fill="none" stroke="#12343a" strokeWidth="5" strokeLinejoin="round" />
        <path d="m-10-8 8-22 13 3-4 20Z" fill="#ff6f4d" />
        <path d="m0-24 17 8" stroke="#ff6f4d" strokeWidth="5" strokeLinecap="round" />
        <circle cx="4" cy="-36" r="6.500" fill="#ffd9b8" />
        <path d="M-3-37a7 7 0 0 1 14-1Z" fill="#12343a" />
      </g>
      <Pines at={[-6, 44, 98]} ground={876} height={150} fill="var(--pine-near)" />
      <Pines at={[690, 752, 806]} ground={892} height={176} fill="var(--pine-near)" />
      <path d="M0 858c120-30 240 18 400 14s280-44 400-18v46H0Z" fill="var(--slope-low)" />
    </>
  );
}
