// Instants and how they are shown. Everything on this page is in UTC: accept_time is
// UTC by contract, and two people who compare screens must see the same day separators.

const DAY = 86_400_000;
const dayNames = new Map();
const dayFormat = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/**
 * Milliseconds since 1970 of an RFC 3339 text, with fractions down to microseconds, or NaN.
 * Date.parse stops at milliseconds and knows no leap second; order by accept_time must not.
 */
export function parseInstant(text) {
  if (typeof text !== "string") return NaN;
  const leap = /^.{16}:60/.test(text);
  const known = leap ? text.replace(":60", ":59") : text;
  const milliseconds = Date.parse(known.toUpperCase().replace(/(\.\d{3})\d+/, "$1"));
  const finer = /\.\d{3}(\d{1,6})/.exec(text);
  return milliseconds + (leap ? 1000 : 0) + (finer ? Number(`0.${finer[1]}`) : 0);
}

function iso(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "????-??-??T??:??:??.???Z" : date.toISOString();
}

/** 09:30 */
export const hourMinute = (ms) => iso(ms).slice(11, 16);

/** 09:30:00 */
export const hourSecond = (ms) => iso(ms).slice(11, 19);

/** 09:30:00.123 */
export const hourMillisecond = (ms) => iso(ms).slice(11, 23);

/** 2026-11-01 09:30:00 */
export const dateSecond = (ms) => iso(ms).slice(0, 19).replace("T", " ");

/** 2026-11-01T09:30:00.123Z */
export const isoText = iso;

/** The number of the UTC day, for comparing. */
export const dayNumber = (ms) => Math.floor(ms / DAY);

/** Sunday 1 November 2026; kept, since formatting a date is slow and days are few. */
export function dayName(ms) {
  const day = dayNumber(ms);
  if (!dayNames.has(day)) {
    dayNames.set(day, Number.isNaN(day) ? "No time" : dayFormat.format(new Date(ms)));
  }
  return dayNames.get(day);
}

/** 09:30 today, 1 Nov otherwise; `now` is the simulator's. */
export function shortWhen(ms, now) {
  if (dayNumber(ms) === dayNumber(now)) return hourMinute(ms);
  const [, day, month] = dayName(ms).split(" ");
  return month ? `${day} ${month.slice(0, 3)}` : "";
}
