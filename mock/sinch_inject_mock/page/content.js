// The content of a message, shown as what it is: one renderer for each member that the
// contract knows, and a readable answer for everything else.

import { h } from "./dom.js";
import { channelBadge } from "./channels.js";
import { channelSpecific, flowReply } from "./channel_specific.js";
import * as part from "./parts.js";
import { asList, asObject, asText, members } from "./values.js";

const CONTENT = new Map([
  ["text_message", ({ text }) => part.text(text)],
  ["media_message", (content) => part.media(content)],
  ["location_message", (content) => part.location(content)],
  ["card_message", cardContent],
  ["carousel_message", carousel],
  ["choice_message", choiceMessage],
  ["list_message", list],
  ["template_message", template],
  ["contact_info_message", contactInfo],
  ["media_card_message", mediaCard],
  ["choice_response_message", choiceResponse],
  ["fallback_message", fallback],
  ["product_response_message", productResponse],
  [
    "template_reference",
    (content) => part.card("template", "Template", templateReference(content)),
  ],
]);

// Beside the content: shown after it, or by the bubble itself.
const BESIDE = new Map([
  ["explicit_channel_message", (value) => perChannel(value, "On", explicitText)],
  ["explicit_channel_omni_message", (value) => perChannel(value, "On", omniOverride)],
]);
const OF_THE_BUBBLE = new Set(["agent", "reply_to"]);

/** The nodes of an app_message or contact_message. `side` is which of the two it is. */
export function contentOf(message, side) {
  const nodes = [];
  const beside = [];
  for (const [name, value] of members(message)) {
    if (OF_THE_BUBBLE.has(name)) continue;
    if (CONTENT.has(name)) nodes.push(CONTENT.get(name)(asObject(value)));
    else if (name === "channel_specific_message") {
      if (side === "app_message") beside.push(perChannel(value, "On", channelSpecific));
      else nodes.push(flowReply(asObject(value)));
    } else if (BESIDE.has(name)) beside.push(BESIDE.get(name)(value));
    else beside.push(unknown(name, value));
  }
  if (!nodes.length && !beside.length) nodes.push(part.text("An empty message", "text quiet"));
  return [...nodes, ...beside];
}

/** What this page does not know: its name and its JSON. */
export function unknown(name, value) {
  return part.card(
    "file",
    `Unknown content: ${name.slice(0, 80)}`,
    h("pre", { class: "raw" }, asText(value).slice(0, 2_000)),
  );
}

function cardContent({ title, description, height, media_message, choices, message_properties }) {
  return h(
    "div",
    { class: "card" },
    part.note(asObject(message_properties).whatsapp_header),
    media_message ? part.media(media_message) : null,
    part.title(title),
    part.text(description),
    part.choices(choices),
    height ? part.note(`Height ${asText(height).toLowerCase()}`) : null,
  );
}

function carousel({ cards, choices }) {
  const shown = asList(cards);
  return [
    h("p", { class: "kind" }, `Carousel of ${shown.length}`),
    h(
      "div",
      { class: "carousel" },
      shown.map((one) => cardContent(asObject(one))),
    ),
    part.choices(choices),
  ];
}

function choiceMessage({ text_message, choices, message_properties }) {
  return [
    part.text(asObject(text_message).text),
    part.choices(choices),
    part.note(asObject(message_properties).whatsapp_footer),
  ];
}

function list({ title, description, media, sections, message_properties }) {
  const { whatsapp_header, menu, catalog_id } = asObject(message_properties);
  return part.card(
    "list",
    "List",
    part.note(whatsapp_header),
    part.title(title),
    part.text(description),
    media ? part.media(media) : null,
    asList(sections).map(listSection),
    part.fields([
      ["Menu button", menu],
      ["Catalogue", catalog_id],
    ]),
  );
}

function listSection(section) {
  const { title, items } = asObject(section);
  return h(
    "section",
    { class: "list-section" },
    present(title) ? h("p", { class: "list-title", dir: "auto" }, asText(title)) : null,
    h("ul", { class: "list-items" }, asList(items).map(listItem)),
  );
}

const present = (value) => asText(value) !== "";

function listItem(item) {
  const { choice, product } = asObject(item);
  if (product) return h("li", {}, productLine(asObject(product)));
  const { title, description, media, postback_data } = asObject(choice);
  return h(
    "li",
    {},
    part.text(title, "list-item"),
    part.note(description),
    media ? part.media(media) : null,
    present(postback_data)
      ? h("p", { class: "note mono" }, `sends ${asText(postback_data)}`)
      : null,
  );
}

function productLine({ id, marketplace, quantity, item_price, currency }) {
  return [
    part.text(id, "list-item"),
    part.note(
      [marketplace, present(quantity) ? `${asText(quantity)} ×` : "", item_price, currency]
        .map(asText)
        .filter(Boolean)
        .join(" "),
    ),
  ];
}

function template({ omni_template, channel_template }) {
  return [
    omni_template ? part.card("template", "Template", templateReference(omni_template)) : null,
    perChannel(channel_template, "Template on", templateReference),
  ];
}

function templateReference(value) {
  const { template_id, version, language_code, parameters } = asObject(value);
  return [
    part.title(template_id),
    part.fields([["Version", version], ["Language", language_code], ...members(parameters)]),
  ];
}

function contactInfo(content) {
  const { name, phone_numbers, email_addresses, organization, urls, addresses, birthday } = content;
  const kind = (value) =>
    asObject(value).type ? ` (${asText(asObject(value).type).toLowerCase()})` : "";
  const each = (values, label, read) =>
    asList(values).map((value) => [label + kind(value), read(asObject(value))]);
  const { company, department, title } = asObject(organization);
  return part.card(
    "user",
    "Contact",
    part.title(asObject(name).full_name),
    part.note([title, department, company].map(asText).filter(Boolean).join(" · ")),
    part.fields([
      ...each(phone_numbers, "Phone", (phone) => phone.phone_number),
      ...each(email_addresses, "E-mail", (email) => email.email_address),
      ...each(urls, "Web", (web) => web.url),
      ...each(addresses, "Address", ({ zip, city, state, country, country_code }) =>
        [zip, city, state, country ?? country_code].map(asText).filter(Boolean).join(", "),
      ),
      ["Birthday", birthday],
    ]),
  );
}

function mediaCard({ url, caption }) {
  return [part.media({ url }), part.text(caption)];
}

function choiceResponse({ message_id, postback_data }) {
  return part.card(
    "reply",
    "Tapped a choice",
    part.title(postback_data),
    part.note(`of message ${asText(message_id)}`),
  );
}

function fallback({ raw_message, reason }) {
  const { code, sub_code, channel_code, description } = asObject(reason);
  return part.card(
    "alert",
    "Could not be read",
    part.title(code),
    part.text(description),
    part.fields([
      ["Sub-code", sub_code],
      ["Channel's code", channel_code],
    ]),
    present(raw_message) ? h("pre", { class: "raw" }, asText(raw_message).slice(0, 2_000)) : null,
  );
}

function productResponse({ title, products, catalog_id }) {
  return part.card(
    "cart",
    "Products chosen",
    part.title(title),
    h(
      "ul",
      { class: "list-items" },
      asList(products).map((one) => h("li", {}, productLine(asObject(one)))),
    ),
    part.fields([["Catalogue", catalog_id]]),
  );
}

/** One block for each channel of a map: its badge, then what this channel gets. */
function perChannel(map, word, render) {
  return members(map).map(([channel, value]) =>
    h(
      "div",
      { class: "per-channel" },
      h("p", { class: "kind" }, `${word} `, channelBadge(channel)),
      render(value),
    ),
  );
}

function explicitText(value) {
  return h("pre", { class: "raw" }, asText(value).slice(0, 2_000));
}

function omniOverride(value) {
  return members(value).map(([name, content]) =>
    CONTENT.has(name) ? CONTENT.get(name)(asObject(content)) : unknown(name, content),
  );
}
