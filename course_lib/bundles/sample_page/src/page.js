// What every page does; the two entries differ in where `later` and dates come from.
import { add, showCart } from "./cart.js";
import { arrives } from "./delivery.js";
import { gallery } from "./gallery.js";
import { money } from "./money.js";
import { suggestions } from "./search.js";

async function ask(words, signal) {
  const answer = await fetch(`/search?q=${encodeURIComponent(words)}`, { signal });
  if (!answer.ok) throw new Error(`The search answered ${answer.status}.`);
  return (await answer.json()).found;
}

export function start({ later, weekday }) {
  const every = (selector, act) => document.querySelectorAll(selector).forEach(act);
  every("[data-cart]", showCart);
  every("[data-gallery]", gallery);
  every("[data-price]", (node) => (node.textContent = money(Number(node.dataset.price))));
  every("[data-arrives]", (node) => {
    node.textContent = `With you by ${weekday(arrives(Number(node.dataset.arrives)))}`;
  });
  every("form[data-search]", (form) => {
    suggestions(form.querySelector("input"), form.querySelector("ul"), ask, later);
  });
  every("button[data-add]", (button) => {
    const { add: sku, name, price } = button.dataset;
    button.addEventListener("click", () => add(sku, name, Number(price)));
  });
}
