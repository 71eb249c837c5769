// Prices as the shop writes them, with the browser's own formats.
const formats = new Map();

export function money(amount, currency = "EUR", language = document.documentElement.lang || "en") {
  const key = `${language} ${currency}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat(language, { style: "currency", currency }));
  }
  return formats.get(key).format(amount);
}
