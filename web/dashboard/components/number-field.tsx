/** A numeric form field. */
import { Form, InputNumber } from 'antd';
import type { ReactNode } from 'react';

/**
 * Shows an error with the allowed range if a number is out of range. The bounds of the antd control are not used,
 * because they would silently change the number.
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
