// A message in one line, for the list of conversations and for quotes.

import { channelName } from "./channels.js";
import { asList, asObject, asText, humanized, members } from "./values.js";

const LINES = new Map([
  ["text_message", (content) => content.text],
  [
    "media_message",
    (content) => `Media: ${asText(content.filename_override) || asText(content.url)}`,
  ],
  ["card_message", (content) => `Card: ${asText(content.title ?? content.description)}`],
  ["carousel_message", (content) => `Carousel of ${asList(content.cards).length}`],
  ["choice_message", (content) => asObject(content.text_message).text ?? "Choices"],
  ["list_message", (content) => `List: ${asText(content.title)}`],
  ["location_message", (content) => `Location: ${asText(content.title)}`],
  ["template_message", templateLine],
  ["contact_info_message", (content) => `Contact: ${asText(asObject(content.name).full_name)}`],
  ["media_card_message", (content) => `Media: ${asText(content.caption) || asText(content.url)}`],
  ["choice_response_message", (content) => `Tapped: ${asText(content.postback_data)}`],
  ["fallback_message", (content) => `Could not be read: ${asText(asObject(content.reason).code)}`],
  ["product_response_message", (content) => `Products: ${asText(content.title)}`],
  ["channel_specific_message", (content) => humanized(content.message_type) || "Of one channel"],
]);

function templateLine({ omni_template, channel_template }) {
  const [first] = members(channel_template);
  if (omni_template) return `Template: ${asText(asObject(omni_template).template_id)}`;
  return first
    ? `Template: ${asText(asObject(first[1]).template_id)} (${channelName(first[0])})`
    : "Template";
}

/** app_message or contact_message, whichever the body has, with its name. */
export function messageOf(body) {
  for (const side of ["app_message", "contact_message"]) {
    if (body[side] !== null && body[side] !== undefined) return [side, asObject(body[side])];
  }
  return [null, {}];
}

/** The message of a body in one line of at most 140 characters. */
export function preview(body) {
  const [side, message] = messageOf(body);
  if (side === null) return "No message";
  const names = Object.keys(message).filter((name) => LINES.has(name) && message[name] !== null);
  // The content before what is beside it, whatever the order in the body.
  const name = names.find((one) => one !== "channel_specific_message") ?? names[0];
  const line = name ? LINES.get(name)(asObject(message[name])) : "Unknown content";
  return asText(line).slice(0, 140).replaceAll(/\s+/g, " ");
}
