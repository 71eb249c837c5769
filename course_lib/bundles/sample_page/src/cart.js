// The cart in the corner of every page.
import { money } from "./money.js";

const KEY = "tern-cart";

export function lines() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return []; // somebody else wrote there
  }
}

export function add(sku, name, price, count = 1) {
  const cart = lines();
  const known = cart.find((line) => line.sku === sku);
  if (known) known.count += count;
  else cart.push({ sku, name, price, count });
  localStorage.setItem(KEY, JSON.stringify(cart));
  document.dispatchEvent(new CustomEvent("cart-changed", { detail: cart }));
}

export function total(cart = lines()) {
  return cart.reduce((sum, line) => sum + line.price * line.count, 0);
}

export function showCart(root) {
  const show = () => {
    const cart = lines();
    const count = cart.reduce((sum, line) => sum + line.count, 0);
    root.querySelector("[data-count]").textContent = String(count);
    root.querySelector("[data-total]").textContent = money(total(cart));
    root.setAttribute("aria-label", `Cart: ${count} articles, ${money(total(cart))}`);
    root.hidden = count === 0;
  };
  document.addEventListener("cart-changed", show);
  show();
}
