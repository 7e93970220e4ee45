import { asName } from "../../../text/foreign";

/** A time to the second: "2026-01-05 08:12:40Z". */
export function secondOf(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? asName(time) : `${date.toISOString().slice(0, 19).replace("T", " ")}Z`;
}

/** The time of day alone, for what happened on the same day: "08:12:40Z". */
export function clockOf(time: string, besides: string | null): string {
  const whole = secondOf(time);
  return besides && secondOf(besides).slice(0, 10) === whole.slice(0, 10) ? whole.slice(11) : whole;
}

/** "2 d 3 h", "1 h 5 min", "3 min 20 s" or "12 s". */
export function lasting(seconds: number): string {
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3_600)];
  const [minutes, rest] = [Math.floor((seconds % 3_600) / 60), seconds % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}
