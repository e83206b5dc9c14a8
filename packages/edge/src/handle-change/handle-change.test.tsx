import { describe, expect, it } from '@jest/globals';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { handleChange } from './handle-change.ts';

function Form() {
  const [values, setValues] = useState({ email: '', country: 'CH', stay: false });
  const onChange = handleChange(setValues);
  return (
    <form>
      <input aria-label="E-mail" name="email" value={values.email} onChange={onChange} />
      <select aria-label="Country" name="country" value={values.country} onChange={onChange}>
        <option value="CH">Switzerland</option>
        <option value="CA">Canada</option>
      </select>
      <input aria-label="Stay" name="stay" type="checkbox" checked={values.stay} onChange={onChange} />
      <input aria-label="Stranger" name="isAdmin" onChange={onChange} />
      <output>{JSON.stringify(values)}</output>
    </form>
  );
}

const shown = () => JSON.parse(screen.getByRole('status').textContent);

describe('handleChange', () => {
  it('keeps what is typed under the name of the field and leaves the others alone', async () => {
    render(<Form />);
    await userEvent.type(screen.getByLabelText('E-mail'), 'ada@example.com');
    expect(shown()).toEqual({ email: 'ada@example.com', country: 'CH', stay: false });
  });

  it('follows a select', async () => {
    render(<Form />);
    await userEvent.selectOptions(screen.getByLabelText('Country'), 'CA');
    expect(shown().country).toBe('CA');
  });

  it('keeps a checkbox as true or false', async () => {
    render(<Form />);
    await userEvent.click(screen.getByLabelText('Stay'));
    expect(shown().stay).toBe(true);
    await userEvent.click(screen.getByLabelText('Stay'));
    expect(shown().stay).toBe(false);
  });

  it('ignores fields that the form does not know', async () => {
    render(<Form />);
    await userEvent.type(screen.getByLabelText('Stranger'), 'yes');
    expect(shown()).toEqual({ email: '', country: 'CH', stay: false });
  });
});
