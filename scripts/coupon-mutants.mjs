/** Faults that mutation tests plant in coupons: [file below dist/src/engine, original text, faulty text]. */
export const COUPON_MUTANTS = [
  ['coupons/history.js', 'there.returnedAt !== undefined ||', 'false ||'],
  ['coupons/history.js', 'RANK_OF_USE * (ordinalOf(e) - 1) + 1', 'Infinity'],
  ['coupons/history.js', 'e.coupon === key && orderOf(e) === orderId', 'e.coupon === key && orderOf(e) === key'],
  ['coupons/eligible.js', 'before < times', 'before < 1'],
  ['coupons/claim-terms.js', 'own >= perCustomer', 'own > perCustomer'],
  ['coupons/history.js', 'isOwn(claim) ? promisedEnd(claim) : undefined', 'undefined'],
  ['coupons/history.js', '(decided && promisedReturn(decided)) ?? this.returnOnRefund', 'this.returnOnRefund'],
  ['coupons/history.js', 'list.filter((e) => isOwn(e) || !decided.has(claimIdOf(e)))', 'list'],
  ['coupons/history.js', '...(decided ? [decided] : []),', ''],
  ['coupons/coupon-use.js', 'faceValue ?? coupon?.faceValue ?? 0n', 'coupon?.faceValue ?? 0n'],
  ['coupons/coupon-use.js', 'spent + cost <= costLimit', 'spent <= costLimit'],
  ['coupons/scope.js', '!(excluded && isAmong(line, excluded))', 'true'],
  ['coupons/scope.js', 'line.quantity > 0n', 'true'],
  ['coupons/free-pieces.js', 'terms.gifts ?? terms.products', 'terms.products'],
  ['coupons/packs.js', 'claimed(packCount(pack.key))', '0'],
  ['coupons/coupon-columns.js', 'spent.has(c.id) ? 1 : 0', '0'],
];
