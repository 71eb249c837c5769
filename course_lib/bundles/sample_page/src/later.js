/** Call `act` when nobody has asked for `ms` milliseconds. */
export function later(act, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...args), ms);
  };
}
