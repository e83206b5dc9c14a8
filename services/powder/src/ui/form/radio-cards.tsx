import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import Typography from '@mui/material/Typography';
import { useFormContext } from './form-context.ts';

interface Props {
  name: string;
  legend: string;
  options: readonly { value: string; text: string }[];
}

/** One choice out of a few, each large enough for a thumb. */
export function RadioCards({ name, legend, options }: Props) {
  const { values, onChange } = useFormContext();
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
      <Typography component="legend" sx={{ mb: 1, p: 0, fontWeight: 600 }}>
        {legend}
      </Typography>
      <Box
        sx={{
          display: 'grid',
          gap: 1.5,
          gridTemplateColumns: { xs: '1fr', sm: `repeat(${options.length}, 1fr)` },
        }}
      >
        {options.map(({ value, text }) => (
          <FormControlLabel
            key={value}
            label={text}
            control={
              <Radio
                name={name}
                value={value}
                checked={values[name] === value}
                onChange={onChange}
                slotProps={{ input: { autoComplete: 'off' } }}
              />
            }
            sx={{
              m: 0,
              pr: 2,
              minHeight: 56,
              border: 1,
              borderColor: values[name] === value ? 'primary.main' : 'divider',
              borderRadius: '12px',
            }}
          />
        ))}
      </Box>
    </Box>
  );
}
