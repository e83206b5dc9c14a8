import Language from '@mui/icons-material/Language';
import InputAdornment from '@mui/material/InputAdornment';
import NativeSelect from '@mui/material/NativeSelect';
import { useTranslation } from 'react-i18next';
import { useDispatch } from 'react-redux';
import { useShown } from '../../manifest/shown.ts';
import { languageChosen } from './preferences.slice.ts';

/** Phones of 320 px: the language's name has no room beside the drawing of a globe. */
const narrow = '@media (max-width: 359px)';

/** On every page; each language is called by its own name. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const dispatch = useDispatch();
  return (
    <NativeSelect
      value={i18n.language}
      onChange={(event) => dispatch(languageChosen(event.target.value))}
      disableUnderline
      startAdornment={
        <InputAdornment position="start" sx={{ mr: 0.5, [narrow]: { display: 'none' } }}>
          <Language fontSize="small" />
        </InputAdornment>
      }
      inputProps={{ 'aria-label': t('preferences.switch'), name: 'language', autoComplete: 'off' }}
      sx={{
        '& select': { minHeight: 44, py: 0, fontSize: '0.9375rem', fontWeight: 560 },
        [narrow]: { '& select': { fontSize: '0.75rem' } },
      }}
    >
      {useShown().languages.map(({ tag, name }) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </NativeSelect>
  );
}
