// The list of conversations: who wrote last stands on top.

import { channelBadges } from "./channels.js";
import { h } from "./dom.js";
import { preview } from "./preview.js";
import { shortWhen } from "./time.js";

const MOST_BADGES = 3; // so that they fit into one line

/**
 * Rows for the list. With a filter, only conversations with a message that passes, and
 * their counts are of those that pass. `now` is the simulator's time, in milliseconds.
 */
export function conversationRows(store, now) {
  const rows = [];
  const projects = new Set();
  for (const conversation of store.conversations.values()) {
    const messages = store.shownMessages(conversation);
    if (!messages.length) continue;
    projects.add(conversation.projectId);
    const last = messages.at(-1);
    rows.push({ key: conversation.key, conversation, last, count: messages.length });
  }
  rows.sort((a, b) => b.conversation.lastSequence - a.conversation.lastSequence);
  for (const row of rows) {
    row.when = shortWhen(row.last.at, now);
    row.project = projects.size > 1 ? row.conversation.projectId : "";
    const badges = [...row.conversation.channels].join();
    row.version = [row.last.id, row.count, row.when, row.project, badges].join("|");
  }
  return rows;
}

/** The element of a row. */
export function conversationRow({ conversation, last, count, when, project }) {
  const incoming = last.direction === "TO_APP";
  return h(
    "div",
    { class: "conversation" },
    h(
      "p",
      { class: "conversation-head" },
      h("span", { class: "conversation-id", title: conversation.id }, conversation.id),
      h("time", {}, when),
    ),
    h(
      "p",
      { class: "conversation-last" },
      h("span", { class: "arrow", title: last.direction }, incoming ? "←" : "→"),
      h("span", { class: "conversation-preview", dir: "auto" }, preview(last.body)),
    ),
    h(
      "p",
      { class: "conversation-foot" },
      channelBadges(conversation.channels, MOST_BADGES),
      project ? h("span", { class: "chip" }, project) : null,
      h("span", { class: "count", title: `${count} messages` }, count.toLocaleString("en")),
    ),
  );
}
