import { asName } from "../../text/foreign";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A time to the minute: "2026-01-05 08:12Z". */
export function minuteOf(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? asName(time) : `${date.toISOString().slice(0, 16).replace("T", " ")}Z`;
}

/** How long ago it was: "2 d 3 h"; empty if that cannot be told. */
export function ageOf(time: string, now: string): string {
  const age = Date.parse(now) - Date.parse(time);
  if (Number.isNaN(age) || age < 0) return "";
  const [days, hours] = [Math.floor(age / DAY_MS), Math.floor((age % DAY_MS) / HOUR_MS)];
  if (days > 0) return `${days} d ${hours} h`;
  const minutes = Math.floor((age % HOUR_MS) / MINUTE_MS);
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`;
}
