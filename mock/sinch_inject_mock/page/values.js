// Reads JSON of which nothing is certain. Unknown fields are valid by contract, and an
// import may hold anything, so every renderer reads through these.

/** The object or array, or an empty object. */
export const asObject = (value) => (value !== null && typeof value === "object" ? value : {});

/** The array, or an empty one. */
export const asList = (value) => (Array.isArray(value) ? value : []);

/** A text for any value: a string as it is, nothing for null, JSON for the rest. */
export function asText(value) {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  return JSON.stringify(value) ?? "";
}

/** The own members of an object that are not null. Null means absent in the contract. */
export const members = (value) =>
  Object.entries(asObject(value)).filter(([, member]) => member !== null);

/** SOME_WORDS or some_words, as "Some words". */
export function humanized(name) {
  const words = asText(name).replaceAll(/[_-]+/g, " ").trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
