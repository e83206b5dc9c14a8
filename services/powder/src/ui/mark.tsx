import Box from '@mui/material/Box';
import { Svg } from '../../public/favicon.svg';

/** The product's mark, as in the browser's tab. */
export function Mark() {
  return <Box component={Svg} aria-hidden sx={{ width: 32, height: 32, display: 'block', flex: 'none' }} />;
}
