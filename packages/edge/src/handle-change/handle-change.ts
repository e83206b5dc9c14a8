/** What a change event of an input, a select or a MUI field has in common. */
export interface FieldChangeEvent {
  target: { name: string; value: unknown; type?: string; checked?: boolean };
}

/** Where the new value goes: the setter that `useState` gives for an object of field values. */
type SetValues<Values> = (update: (previous: Values) => Values) => void;

/**
 * Turns a state setter into a change handler for every field of a form. The field's `name` says which value
 * changes; a checkbox gives a boolean, anything else its value. Fields that the state does not have are ignored,
 * so that a password manager's extra inputs cannot add keys.
 *
 * @example
 * const [values, setValues] = useState({ email: '', stay: false });
 * <input name="email" value={values.email} onChange={handleChange(setValues)} />
 */
export function handleChange<Values extends object>(
  setValues: SetValues<Values>,
): (event: FieldChangeEvent) => void {
  return ({ target }) => {
    // Read now: React may run the update after the event's target has changed again.
    const { name } = target;
    const value = target.type === 'checkbox' ? target.checked === true : target.value;
    setValues((previous) => (Object.hasOwn(previous, name) ? { ...previous, [name]: value } : previous));
  };
}
