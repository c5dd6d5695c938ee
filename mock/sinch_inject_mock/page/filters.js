// Which messages and requests are shown: by channel, direction and text, the same three
// for the conversations, the chat and the request log.

import { asObject } from "./values.js";

export const NO_FILTER = { channel: "", direction: "", text: "" };

/** True if anything is filtered at all. */
export const isActive = (filter) =>
  Boolean(filter.channel || filter.direction || filter.text.trim());

/**
 * True if the record passes. A record is a message or a request with `channel`,
 * `direction` and `words`, the function that gives its text in lower case.
 */
export function passes(record, filter) {
  if (filter.channel && record.channel !== filter.channel) return false;
  if (filter.direction && record.direction !== filter.direction) return false;
  const wanted = filter.text.trim().toLowerCase();
  return !wanted || record.words().includes(wanted);
}

/**
 * A function that gives the text of a record: every string and number in it, without the
 * names of fields, so that searching "text" does not find all text messages. Made when
 * first asked for, then kept.
 */
export function lazyWords(...values) {
  let words = null;
  return () => {
    if (words === null) {
      const found = [];
      for (const value of values) collect(value, found);
      words = found.join("\n").toLowerCase();
    }
    return words;
  };
}

function collect(value, found) {
  // A stack of our own: a body may be nested deeper than the engine's.
  const waiting = [value];
  while (waiting.length) {
    const next = waiting.pop();
    if (typeof next === "string") found.push(next);
    else if (typeof next === "number") found.push(String(next));
    else waiting.push(...Object.values(asObject(next)).reverse());
  }
}
