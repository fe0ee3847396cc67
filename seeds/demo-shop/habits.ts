/** The habits of the demo shop's customers, and the coupons and the price experiment of the shop. */
export const COUPONS = [
  { id: 'full200_20', faceValue: 20 },
  { id: 'full100_10', faceValue: 10 },
  { id: 'new_15', faceValue: 15 },
  { id: 'app_5', faceValue: 5 },
] as const;

/** The price experiment: the face value of each coupon, and the share of customers who order because of it. */
export const LADDER = [
  { variant: 'five', faceValue: 5, lift: 0.04 },
  { variant: 'ten', faceValue: 10, lift: 0.16 },
  { variant: 'twenty', faceValue: 20, lift: 0.18 },
  { variant: 'none', faceValue: 0, lift: 0 },
] as const;
export const LADDER_DAYS = 60;

/** `RARE` maps a customer number modulo `RARE_EVERY` to a rare habit. */
export const RARE_EVERY = 97;
export const RARE: Readonly<Record<number, string>> = {
  ...{ 17: 'fanatic', 41: 'fanatic', 65: 'fanatic' },
  42: 'once and much',
};

/** Days until the due date of a child. For a child who is already born, the negative number of days since birth. */
export const CHILDREN = [
  { tag: 'due_date', days: 40 },
  { tag: 'due_date', days: 130 },
  { tag: 'due_date', days: 240 },
  { tag: 'baby_birthday', days: -10 },
  { tag: 'baby_birthday', days: -34 },
  { tag: 'baby_birthday', days: -200 },
  { tag: 'baby_birthday', days: -700 },
  { tag: 'baby_birthday', days: -1500 },
] as const;

export interface Habit {
  /** Mean number of days between orders. */
  readonly orderEvery: number;
  /** Mean number of days between visits without an order. */
  readonly visitEvery: number;
  readonly cheap: boolean;
  readonly couponRate: number;
}

/** Habits with their weights. About four in five customers buy often and cheaply. */
export const HABITS: readonly (readonly [Habit, number])[] = [
  [{ orderEvery: 17, visitEvery: 90, cheap: true, couponRate: 0.2 }, 89],
  [{ orderEvery: 22, visitEvery: 40, cheap: false, couponRate: 0.1 }, 4],
  [{ orderEvery: 75, visitEvery: 40, cheap: false, couponRate: 0.05 }, 4],
  [{ orderEvery: 90, visitEvery: 30, cheap: true, couponRate: 0.4 }, 3],
];
