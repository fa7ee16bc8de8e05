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

// Throws the text that cannot be read.
export function read(text) {
  return text.split(";").map((row) => row.trim().replace(/\s+/g, " ")).filter(Boolean).map((row) => {
    const match = /^([a-z,-]+) (\d\d:\d\d)-(\d\d:\d\d)$/.exec(row);
    if (!match) throw new Error(row);
    const days = match[1].split(",").flatMap((part) => {
      const [first, last = first] = part.split("-");
      const [a, b] = [DAYS.indexOf(first), DAYS.indexOf(last)];
      if (a < 0 || b < a) throw new Error(row);
      return DAYS.slice(a, b + 1);
    });
    return { days, opens: match[2], closes: match[3] };
  });
}
