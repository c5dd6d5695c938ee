// JSON, printed to be read, with broken rules marked at the field they are about.
//
// A rule may be about a field that is not there ("app_id is required"). Such a field is
// shown as a ghost line in the place where it belongs.

import { h } from "./dom.js";
import { asText } from "./values.js";

const MOST_LINES = 3_000;
const DEEPEST = 100;
const LONGEST_STRING = 20_000;

/**
 * Print a JSON value. problems: [{pointer, rule, message, source}], pointers as in
 * RFC 6901, "" for the whole.
 */
export function jsonView(value, problems = []) {
  const marks = arrange(value, problems);
  const lines = [];
  print(lines, marks, { value, pointer: "", name: null, depth: 0, comma: "" });
  const hidden = lines.length - MOST_LINES;
  return h(
    "div",
    { class: "json", tabindex: 0, role: "group", "aria-label": "JSON" },
    lines.slice(0, MOST_LINES),
    hidden > 0
      ? h("div", { class: "note" }, `… and ${hidden.toLocaleString("en")} more lines`)
      : null,
  );
}

const unescape = (token) => token.replaceAll("~1", "/").replaceAll("~0", "~");
const escape = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");
const isContainer = (value) => value !== null && typeof value === "object";

/** Which problems belong to a value that is there, and which to one that is missing. */
function arrange(value, problems) {
  const there = new Map();
  const missing = new Map();
  const put = (map, key, entry) => map.set(key, [...(map.get(key) ?? []), entry]);
  for (const problem of problems) {
    const tokens = asText(problem.pointer).split("/").slice(1);
    let at = value;
    let found = "";
    while (tokens.length && isContainer(at) && Object.hasOwn(at, unescape(tokens[0]))) {
      at = at[unescape(tokens[0])];
      found += `/${tokens.shift()}`;
    }
    if (tokens.length && isContainer(at)) {
      put(missing, found, { name: tokens.map(unescape).join("."), problem });
    } else put(there, found, problem);
  }
  return { there, missing };
}

function print(lines, marks, { value, pointer, name, depth, comma }) {
  if (lines.length > MOST_LINES + 1_000) return; // enough to say that there is more
  const problems = marks.there.get(pointer) ?? [];
  const key = name === null ? [] : [h("span", { class: "json-key" }, JSON.stringify(name)), ": "];
  const add = (deep, ...nodes) => lines.push(line(deep, nodes, problems));
  if (!isContainer(value) || depth >= DEEPEST) {
    add(depth, key, scalar(value), comma, notes(problems));
    return;
  }
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const entries = Object.entries(value);
  const ghosts = marks.missing.get(pointer) ?? [];
  if (!entries.length && !ghosts.length) {
    add(depth, key, open + close, comma, notes(problems));
    return;
  }
  add(depth, key, open, notes(problems));
  entries.forEach(([member, inner], index) =>
    print(lines, marks, {
      value: inner,
      pointer: `${pointer}/${escape(member)}`,
      name: Array.isArray(value) ? null : member,
      depth: depth + 1,
      comma: index < entries.length - 1 ? "," : "",
    }),
  );
  for (const { name: missing, problem } of ghosts) lines.push(ghost(depth + 1, missing, problem));
  lines.push(line(depth, [close, comma], []));
}

function line(depth, nodes, problems) {
  const broken = problems.length > 0;
  return h("div", { class: broken ? "json-line broken" : "json-line" }, "  ".repeat(depth), nodes);
}

function ghost(depth, name, problem) {
  return h(
    "div",
    { class: "json-line broken ghost" },
    "  ".repeat(depth),
    h("span", { class: "json-key" }, JSON.stringify(name)),
    ": … ",
    notes([problem]),
  );
}

function notes(problems) {
  return problems.map(({ message, rule }) =>
    h("span", { class: "json-note" }, ` ← ${asText(message) || asText(rule)}`),
  );
}

function scalar(value) {
  if (isContainer(value)) return h("span", { class: "json-note" }, "… nested too deeply to show");
  if (typeof value !== "string") return h("span", { class: "json-word" }, String(value));
  const hidden = value.length - LONGEST_STRING;
  const shown = JSON.stringify(hidden > 0 ? value.slice(0, LONGEST_STRING) : value);
  return [
    h("span", { class: "json-string" }, shown),
    hidden > 0 ? h("span", { class: "note" }, ` … ${hidden.toLocaleString("en")} more`) : null,
  ];
}
