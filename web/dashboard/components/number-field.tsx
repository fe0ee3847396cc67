/** A number of a form. */
import { Form, InputNumber } from 'antd';
import type { ReactNode } from 'react';

/** A number out of its range is refused with the range. The bounds of the control itself would change it in silence. */
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
