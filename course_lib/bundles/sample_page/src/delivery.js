// "With you by Friday": working days from now on.
const DAY = 24 * 60 * 60 * 1000;

export function arrives(days, from = new Date()) {
  const date = new Date(from);
  for (let left = days; left > 0; ) {
    date.setTime(date.getTime() + DAY);
    if (date.getDay() % 6 !== 0) left -= 1; // neither Sunday (0) nor Saturday (6)
  }
  return date;
}
