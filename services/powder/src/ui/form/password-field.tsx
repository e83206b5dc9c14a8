import Visibility from '@mui/icons-material/Visibility';
import VisibilityOff from '@mui/icons-material/VisibilityOff';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, type FieldProps } from './field.tsx';

/** A password with a button that shows it; typing blindly makes people choose shorter ones (NIST SP 800-63B, 3.1.1.2). */
export function PasswordField(props: Pick<FieldProps, 'name' | 'autoComplete' | 'hint' | 'describedBy'>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const end = (
    <InputAdornment position="end">
      <IconButton
        edge="end"
        aria-label={t(shown ? 'action.hidePassword' : 'action.showPassword')}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        {shown ? <VisibilityOff /> : <Visibility />}
      </IconButton>
    </InputAdornment>
  );
  return <Field {...props} type={shown ? 'text' : 'password'} end={end} />;
}
