/** The products of the demo shop, and the home cities and registration details of its customers. */

export const CITIES = [
  ['Beijing', 18],
  ['Shanghai', 18],
  ['Guangzhou', 12],
  ['Shenzhen', 12],
  ['Hangzhou', 10],
  ['Chengdu', 10],
  ['Wuhan', 7],
  ["Xi'an", 7],
  ['Nanjing', 6],
] as const;
export const PRODUCTS = [
  { sku: 'SK-101', name: '红色蜜露精华', brand: 'Shiseido', category: 'Skincare', price: 590 },
  { sku: 'SK-102', name: '保湿乳液', brand: 'Shiseido', category: 'Skincare', price: 320 },
  { sku: 'SK-103', name: '百雀羚面霜', brand: 'Pechoin', category: 'Skincare', price: 89 },
  { sku: 'SK-104', name: '玉兰油面膜', brand: 'Olay', category: 'Skincare', price: 129 },
  { sku: 'MK-201', name: '花西子口红', brand: 'Florasis', category: 'Makeup', price: 219 },
  { sku: 'MK-202', name: '完美日记眼影', brand: 'Perfect Diary', category: 'Makeup', price: 99 },
  { sku: 'FD-301', name: '三只松鼠坚果', brand: 'Three Squirrels', category: 'Food', price: 45 },
  { sku: 'FD-302', name: '有机鲜奶', brand: 'Mengniu', category: 'Food', price: 28 },
  { sku: 'FD-303', name: '云南小粒咖啡', brand: 'Hogood', category: 'Food', price: 36 },
  { sku: 'HM-401', name: '蓝月亮洗衣液', brand: 'Blue Moon', category: 'Household', price: 39 },
  { sku: 'HM-402', name: '维达纸巾', brand: 'Vinda', category: 'Household', price: 25 },
  { sku: 'DG-501', name: '小米手环', brand: 'Xiaomi', category: 'Digital', price: 249 },
  { sku: 'DG-502', name: '华为耳机', brand: 'Huawei', category: 'Digital', price: 899 },
  { sku: 'DG-503', name: '扫地机器人', brand: 'Ecovacs', category: 'Digital', price: 1899 },
] as const;
export const QUERIES = ['面膜', '口红', '坚果', '耳机', '洗衣液', '精华', '咖啡', '礼盒', '防晒'];

const PROVINCES: Readonly<Record<string, string>> = {
  Beijing: 'Beijing',
  Shanghai: 'Shanghai',
  Guangzhou: 'Guangdong',
  Shenzhen: 'Guangdong',
  Hangzhou: 'Zhejiang',
  Chengdu: 'Sichuan',
  Wuhan: 'Hubei',
  "Xi'an": 'Shaanxi',
  Nanjing: 'Jiangsu',
};
const OCCUPATIONS = ['employee', 'teacher', 'student', 'self-employed', 'engineer'] as const;
const EDUCATIONS = ['school', 'college', 'university'] as const;

/** Returns registration details that depend only on the customer's number. */
export function introduction(customer: number): {
  readonly gender: string;
  readonly birthYear: number;
  readonly occupation: string;
  readonly education: string;
  readonly province: string;
  readonly city: string;
} {
  const [city] = CITIES[customer % CITIES.length];
  return {
    gender: customer % 5 < 3 ? 'female' : 'male',
    birthYear: 1962 + ((customer * 7) % 45),
    occupation: OCCUPATIONS[customer % OCCUPATIONS.length],
    education: EDUCATIONS[customer % EDUCATIONS.length],
    province: PROVINCES[city],
    city,
  };
}

/**
 * Returns the properties of a customer's order: its channel, the city of delivery, and for some customers the store.
 */
export function delivered(customer: number, channel: string): Readonly<Record<string, string>> {
  const [city] = CITIES[customer % CITIES.length];
  return { channel, city, ...(customer % 9 === 0 ? { store: `S${customer % 4}` } : {}) };
}
