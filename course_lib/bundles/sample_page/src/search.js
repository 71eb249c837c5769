// Suggestions while a customer types: one request at a time, and the last word wins.
export function suggestions(input, list, ask, later) {
  let running = null;

  const show = (found) => {
    list.replaceChildren(
      ...found.map(({ sku, name }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `/products/${encodeURIComponent(sku)}`;
        link.textContent = name;
        item.append(link);
        return item;
      }),
    );
    list.hidden = found.length === 0;
  };

  const search = async () => {
    running?.abort();
    const words = input.value.trim();
    if (words.length < 2) return show([]);
    running = new AbortController();
    try {
      show(await ask(words, running.signal));
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  };
  input.addEventListener("input", later(search, 200));
}
