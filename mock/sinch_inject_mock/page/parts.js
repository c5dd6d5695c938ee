// The pieces that message contents are made of: text, media, places, choices, fields.

import { h, icon } from "./dom.js";
import { asList, asObject, asText, humanized, members } from "./values.js";

const LONGEST_TEXT = 4_000; // characters in a bubble; the side panel has all of them

/** A paragraph. Its direction follows its own first letter and cannot leak out of it. */
export function text(value, className = "text") {
  const whole = asText(value);
  if (!whole) return null;
  const hidden = whole.length - LONGEST_TEXT;
  if (hidden <= 0) return h("p", { class: className, dir: "auto" }, whole);
  return [
    h("p", { class: className, dir: "auto" }, whole.slice(0, LONGEST_TEXT)),
    h("p", { class: "note" }, `… and ${hidden.toLocaleString("en")} more characters`),
  ];
}

/** A URL as text. Never a link: the scheme may be anything, and nothing is loaded. */
export function url(value) {
  const whole = asText(value);
  return whole ? h("p", { class: "url", title: whole }, whole.slice(0, 300)) : null;
}

/** A heading of a card. */
export const title = (value) => text(value, "title");

/** Small print. */
export const note = (value) => text(value, "note");

/** Names and values; what has no value is left out. */
export function fields(pairs) {
  const shown = pairs.filter(([, value]) => asText(value) !== "");
  if (!shown.length) return null;
  return h(
    "dl",
    { class: "fields" },
    shown.map(([name, value]) => [
      h("dt", {}, name),
      h("dd", { dir: "auto" }, asText(value).slice(0, LONGEST_TEXT)),
    ]),
  );
}

/** All members of an object as fields, whatever they are. */
export const allFields = (value) =>
  fields(members(value).map(([name, member]) => [humanized(name), member]));

/** A block with an icon and a label: what kind of content this is. */
export function card(iconName, label, ...children) {
  return h("div", { class: "card" }, h("p", { class: "kind" }, icon(iconName), label), children);
}

const KINDS_OF_FILE = [
  ["image", "Image", /\.(avif|bmp|gif|heic|jpe?g|png|svg|webp)$/i],
  ["play", "Video", /\.(3gp|avi|m4v|mkv|mov|mp4|webm)$/i],
  ["sound", "Audio", /\.(aac|amr|flac|m4a|mp3|oga|ogg|opus|wav)$/i],
  ["file", "Document", /\.(csv|docx?|odt|pdf|pptx?|txt|vcf|xlsx?)$/i],
];

/** A placeholder for media: nothing is loaded, whatever the URL. */
export function media(value) {
  const { url: address, thumbnail_url: thumbnail, filename_override: override } = asObject(value);
  const whole = asText(address);
  const path = whole.split(/[?#]/)[0];
  const name = asText(override) || path.slice(path.lastIndexOf("/") + 1) || whole;
  const kind = KINDS_OF_FILE.find(([, , pattern]) => pattern.test(path) || pattern.test(name));
  const [iconName, label] = kind ?? ["file", "Media"];
  return h(
    "div",
    { class: "media" },
    h("div", { class: "media-placeholder" }, icon(iconName), h("span", {}, label)),
    text(name, "media-name"),
    url(address),
    thumbnail ? fields([["Thumbnail", thumbnail]]) : null,
  );
}

/** A place: a drawn map that is nobody's, and the coordinates. */
export function location(value) {
  const { title: name, label, coordinates } = asObject(value);
  const { latitude, longitude } = asObject(coordinates);
  return h(
    "div",
    { class: "place" },
    h("div", { class: "map" }, icon("pin")),
    title(name),
    text(label),
    h("p", { class: "note mono" }, `${asText(latitude)}, ${asText(longitude)}`),
  );
}

const CHOICES = new Map([
  ["text_message", ["reply", (kind) => [kind.text]]],
  ["url_message", ["link", (kind) => [kind.title, kind.url]]],
  ["call_message", ["phone", (kind) => [kind.title, kind.phone_number]]],
  ["location_message", ["pin", (kind) => [kind.title, coordinatesOf(kind)]]],
  ["share_location_message", ["pin", (kind) => [kind.title, kind.fallback_url]]],
  ["calendar_message", ["calendar", (kind) => [kind.title, calendarOf(kind)]]],
]);

const coordinatesOf = ({ coordinates }) =>
  `${asText(asObject(coordinates).latitude)}, ${asText(asObject(coordinates).longitude)}`;

const calendarOf = ({ event_title, event_description, event_start, event_end }) =>
  [event_title, event_description, `${asText(event_start)} – ${asText(event_end)}`]
    .map(asText)
    .filter(Boolean)
    .join(" · ");

/** Things to tap, shown, not tappable: this page only watches. */
export function choices(value) {
  const shown = asList(value);
  if (!shown.length) return null;
  return h("ul", { class: "choices" }, shown.map(oneChoice));
}

function oneChoice(value) {
  const given = asObject(value);
  const kind = [...CHOICES.keys()].find((name) => given[name]);
  const [iconName, describe] = CHOICES.get(kind) ?? ["dot", () => [JSON.stringify(given)]];
  const [label, detail] = describe(asObject(given[kind]));
  const sent = asText(given.postback_data);
  return choice(label, detail, iconName, sent ? `sends ${sent}` : "");
}

/** One thing to tap, in a list: what it says, where it leads, what it sends back. */
export function choice(label, detail, iconName = null, sent = "") {
  const line = (value, className) =>
    asText(value)
      ? h("span", { class: className, dir: "auto" }, asText(value).slice(0, 300))
      : null;
  return h(
    "li",
    { class: "choice" },
    iconName ? icon(iconName) : null,
    line(label, "choice-label"),
    line(detail, "choice-detail"),
    line(sent, "choice-detail mono"),
  );
}
