// What the face shows, from what is known. Pure.
const DRIVING = ["leading", "searching", "errand", "meeting"];

export function stateOf({ online, speaking, hearing, holding, awaiting, listening, robot }) {
  if (!online) return "offline";
  if (speaking) return "speaking";
  if (hearing || holding) return "listening";
  if (awaiting) return "thinking";
  if (robot === "homeward") return "homeward";
  if (DRIVING.includes(robot)) return "driving";
  return listening ? "listening" : "idle";
}

export const drives = (robot) => robot === "homeward" || DRIVING.includes(robot);
