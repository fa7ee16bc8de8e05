// Opening hours in one line, as the tables have them: mon-fri 09:00-12:00; sat 10:00-12:00
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

export function shown(hours) {
  return hours.map((row) => `${daysShown(row.days)} ${row.opens}-${row.closes}`).join("; ");
}

function daysShown(days) {
  const first = DAYS.indexOf(days[0]);
  const follow = days.every((day, index) => DAYS[first + index] === day);
  return follow && days.length > 2 ? `${days[0]}-${days.at(-1)}` : days.join(",");
}
