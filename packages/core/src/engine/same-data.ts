/** Whether two pieces of plain data are alike. The same object is, at no cost. */
export function isSameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const fields = Object.entries(one);
  if (fields.length !== Object.keys(other).length) return false;
  const others = new Map(Object.entries(other));
  return fields.every(([name, value]) => others.has(name) && isSameData(value, others.get(name)));
}
