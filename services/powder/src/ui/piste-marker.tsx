import Box from '@mui/material/Box';

/** The signs at the head of a run, from easy to hard. */
const shapes = {
  green: <circle cx="12" cy="12" r="10" fill="#2f9e63" />,
  blue: <rect x="2.5" y="2.5" width="19" height="19" rx="3" fill="#2f7fc4" />,
  black: <path d="M12 1 23 12 12 23 1 12Z" fill="currentColor" />,
};

/** A decorative run sign. */
export function PisteMarker({ level, size = 22 }: { level: keyof typeof shapes; size?: number }) {
  return (
    <Box component="svg" viewBox="0 0 24 24" aria-hidden sx={{ width: size, height: size, flex: 'none' }}>
      {shapes[level]}
    </Box>
  );
}
