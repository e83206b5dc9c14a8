import FormControl from '@mui/material/FormControl';
import FormHelperText from '@mui/material/FormHelperText';
import InputLabel from '@mui/material/InputLabel';
import NativeSelect from '@mui/material/NativeSelect';
import OutlinedInput from '@mui/material/OutlinedInput';
import type { HTMLInputTypeAttribute, ReactNode } from 'react';
import { useCodeText } from '../use-code-text.ts';
import { useFormContext } from './form-context.ts';

export interface FieldProps {
  /** The contract's name of the field, which also names its text and its errors. */
  name: string;
  /** A token of the HTML standard, such as `given-name`. */
  autoComplete: string;
  type?: HTMLInputTypeAttribute;
  /** Most forms ask only for what is needed; a page of optional fields says so in its own words. */
  optional?: boolean;
  /** Shown below while there is no error. */
  hint?: ReactNode;
  /** Which keyboard a phone shows. */
  inputMode?: 'email' | 'tel' | 'text';
  readOnly?: boolean;
  /** Inside the field at its end, such as a button. */
  end?: ReactNode;
  /** The options of a choice; the browser's own list is shown. */
  options?: readonly { value: string; text: string }[];
  /** Id of an element that describes the field beside its own hint. */
  describedBy?: string;
}

/**
 * A labelled field of the form around it: its value, its error, its hint. Put together from the parts of MUI's
 * TextField, because the whole brings menus and dialogs that no form of ours opens.
 */
export function Field(props: FieldProps) {
  const {
    name,
    autoComplete,
    type = 'text',
    optional = false,
    hint,
    options,
    inputMode,
    readOnly,
    end,
  } = props;
  const { fieldErrorText } = useCodeText();
  const { values, onChange, errors, labelOf, prefix } = useFormContext();
  const id = `${prefix}${name}`;
  const helperId = `${id}-help`;
  const label = labelOf(name);
  const error = errors[name];
  const helper = error === undefined ? hint : fieldErrorText(name, error);
  const describedBy = [helper ? helperId : '', props.describedBy ?? ''].join(' ').trim();
  const isSecretOrAddress = type === 'email' || type === 'password';
  const shared = { name, autoComplete, value: values[name] ?? '', onChange };
  const attributes = {
    id,
    required: !optional,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
  };
  return (
    <FormControl fullWidth error={error !== undefined}>
      <InputLabel htmlFor={id} {...(options && { shrink: true })}>
        {label}
      </InputLabel>
      {options ? (
        <NativeSelect {...shared} inputProps={attributes} input={<OutlinedInput label={label} notched />}>
          {options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </NativeSelect>
      ) : (
        <OutlinedInput
          {...shared}
          label={label}
          type={type}
          endAdornment={end}
          readOnly={readOnly}
          inputProps={{
            ...attributes,
            inputMode,
            ...(isSecretOrAddress && { autoCapitalize: 'none', spellCheck: false }),
          }}
        />
      )}
      {helper && <FormHelperText id={helperId}>{helper}</FormHelperText>}
    </FormControl>
  );
}
