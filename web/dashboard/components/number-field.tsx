/** A numeric form field. */
import { Form, InputNumber } from 'antd';
import type { ReactNode } from 'react';

/**
 * Shows an error with the allowed range for a number outside it. The control's own bounds would silently change the
 * number.
 */
export function NumberField({
  name,
  label,
  whole = false,
  required = false,
  ...range
}: {
  readonly name: string | (string | number)[];
  readonly label: string;
  readonly min: number;
  readonly max?: number;
  readonly whole?: boolean;
  readonly required?: boolean;
}): ReactNode {
  return (
    <Form.Item name={name} label={label} rules={[{ required }, { type: whole ? 'integer' : 'number', ...range }]}>
      <InputNumber />
    </Form.Item>
  );
}
