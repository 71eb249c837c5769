// Pictures of a product: thumbnails, arrow keys, and the next picture is fetched ahead.
export function gallery(root) {
  const main = root.querySelector("img[data-main]");
  const thumbs = [...root.querySelectorAll("button[data-src]")];
  let at = 0;

  const fetchAhead = (index) => {
    const next = thumbs[(index + 1) % thumbs.length];
    if (next) new Image().src = next.dataset.src;
  };
  const show = (index) => {
    at = (index + thumbs.length) % thumbs.length;
    main.src = thumbs[at].dataset.src;
    main.alt = thumbs[at].dataset.alt ?? "";
    thumbs.forEach((thumb, i) => thumb.setAttribute("aria-pressed", String(i === at)));
    fetchAhead(at);
  };

  thumbs.forEach((thumb, i) => thumb.addEventListener("click", () => show(i)));
  root.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      show(at + step);
    }
  });
  if (thumbs.length) show(0);
}
