import Box from '@mui/material/Box';

/** The product's mark: a peak, its snow, and the line of a run down to the valley. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <Box
      component="svg"
      viewBox="0 0 32 32"
      aria-hidden
      sx={{ width: size, height: size, display: 'block', flex: 'none' }}
    >
      <rect width="32" height="32" rx="9" fill="#0d3b3a" />
      <path d="M3.5 25.5 14.2 8.2a2 2 0 0 1 3.4 0L28.5 25.5Z" fill="#e9f4f3" />
      <path d="M15.9 7.2a2 2 0 0 1 1.7 1L28.5 25.5H19l-2.2-6.3 2.4-4.1-3.4-4.5Z" fill="#9fcac6" />
      <path
        d="M15.9 9.6c2.6 3.2 2.4 4.9-.2 7s-2.5 4.300.6 5.800c2.2 1 2.600 1.900 2.300 3.100"
        fill="none"
        stroke="#ff6f4d"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </Box>
  );
}
