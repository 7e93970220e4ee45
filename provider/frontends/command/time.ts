import { asName } from "../../text/foreign";

/** A time to the minute: "2026-01-05 08:12Z". */
export function minuteOf(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? asName(time) : `${date.toISOString().slice(0, 16).replace("T", " ")}Z`;
}

/** A time to the second: "2026-01-05 08:12:40Z". */
export function secondOf(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? asName(time) : `${date.toISOString().slice(0, 19).replace("T", " ")}Z`;
}

/** How long ago it was: "2 d 3 h"; empty if that cannot be told. */
export function ageOf(time: string, now: string): string {
  const age = Date.parse(now) - Date.parse(time);
  return Number.isNaN(age) || age < 0 ? "" : lasting(Math.floor(age / 1_000));
}

/** "2 d 3 h", "1 h 5 min", "3 min 20 s" or "12 s". */
export function lasting(seconds: number): string {
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3_600)];
  const [minutes, rest] = [Math.floor((seconds % 3_600) / 60), seconds % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}
