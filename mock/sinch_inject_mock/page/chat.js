// The chat of one conversation: bubbles by direction, in the order of accept_time, with
// a separator where a new UTC day begins.

import { channelBadge, channelBadges } from "./channels.js";
import { contentOf, unknown } from "./content.js";
import { h, icon } from "./dom.js";
import * as part from "./parts.js";
import { messageOf, preview } from "./preview.js";
import { dateSecond, dayName, dayNumber, hourSecond } from "./time.js";
import { asObject, asText } from "./values.js";

const SAME_BREATH = 5 * 60_000; // milliseconds within which bubbles stand closer together

/** Rows for the list: the messages, and a fixed row where a day begins. */
export function chatRows(messages) {
  const rows = [];
  let before = null;
  for (const message of messages) {
    const day = dayNumber(message.at);
    const newDay = before === null || !Object.is(dayNumber(before.at), day);
    if (newDay) rows.push({ key: `day-${day}`, version: 0, fixed: true, at: message.at });
    const close =
      !newDay &&
      before.direction === message.direction &&
      before.channel === message.channel &&
      message.at - before.at < SAME_BREATH;
    rows.push({ key: message.id, version: close ? 1 : 0, message, close });
    before = message;
  }
  return rows;
}

/** The element of a row. `messageById` finds what a message replies to. */
export function chatRow(row, messageById) {
  if (row.fixed) return h("div", { class: "day" }, h("span", {}, `${dayName(row.at)}, UTC`));
  const { message, close } = row;
  const side = message.direction === "TO_APP" ? "in" : "out";
  return h(
    "div",
    { class: `message ${side}${close ? " close" : ""}` },
    h("div", { class: "bubble" }, safely(message, messageById)),
    foot(message, close),
  );
}

/** One message must never take the page down: show its JSON if drawing it fails. */
function safely(message, messageById) {
  try {
    return bubble(message, messageById);
  } catch (error) {
    return unknown(`cannot be drawn (${error.message})`, message.body);
  }
}

function bubble({ body }, messageById) {
  const [side, message] = messageOf(body);
  if (side === null) {
    return part.text("No content: neither app_message nor contact_message.", "text quiet");
  }
  return [agent(message.agent), quote(message.reply_to, messageById), contentOf(message, side)];
}

function agent(value) {
  const { display_name, type, picture_url } = asObject(value);
  if (!value) return null;
  const kind = asText(type).replace("UNKNOWN_AGENT_TYPE", "");
  return h(
    "p",
    { class: "agent", title: asText(picture_url) },
    icon(kind === "BOT" ? "bolt" : "user"),
    h("span", { dir: "auto" }, asText(display_name).slice(0, 100) || "Agent"),
    kind ? h("span", { class: "chip" }, kind.slice(0, 30).toLowerCase()) : null,
  );
}

function quote(value, messageById) {
  if (!value) return null;
  const id = asText(asObject(value).message_id);
  const original = messageById.get(id);
  return h(
    "div",
    { class: "quote" },
    h("p", { class: "kind" }, icon("reply"), `In reply to ${id.slice(0, 80)}`),
    original ? part.text(preview(original.body), "quoted") : null,
  );
}

// In the bubble's head, side and time, or above the chat; other texts stand at its foot.
const SHOWN_ELSEWHERE = new Set(["accept_time", "contact_id", "conversation_id", "direction"]);
const MOST_CHIPS = 8;

function foot(message, close) {
  const chip = (name, value) =>
    asText(value)
      ? h("span", { class: "chip", title: asText(value) }, `${name} ${asText(value).slice(0, 60)}`)
      : null;
  return h(
    "p",
    { class: "foot" },
    close ? null : channelBadge(message.channel),
    h("time", { title: `${dateSecond(message.at)} UTC` }, hourSecond(message.at)),
    Object.entries(message.body)
      .filter(([name]) => !SHOWN_ELSEWHERE.has(name))
      .slice(0, MOST_CHIPS)
      .map(([name, value]) => chip(name.slice(0, 30), value)),
  );
}

/** What stands above the chat: whose conversation, on which channels, how much. */
export function chatTitle(conversation, shownCount) {
  const total = conversation.messages.length;
  const incoming = conversation.messages.filter(({ direction }) => direction === "TO_APP").length;
  const n = (count) => count.toLocaleString("en");
  const all = `${n(total)} ${total === 1 ? "message" : "messages"}`;
  const counts =
    shownCount === total
      ? `${all} · ${n(incoming)} in · ${n(total - incoming)} out`
      : `${n(shownCount)} of ${n(total)} messages`;
  return [
    h("h2", { class: "title mono", title: conversation.id }, conversation.id),
    h("p", { class: "subtitle" }, h("span", {}, counts), channelBadges(conversation.channels, 5)),
  ];
}
