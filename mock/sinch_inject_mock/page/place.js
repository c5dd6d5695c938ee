// What the address names, so that reload, back and a shared link keep their place:
// nothing (the list), #requests, or #conversation/PROJECT/ID; and behind it /message/ID or
// /request/NUMBER where the details of one are open.

import { conversationKey } from "./store.js";

const KINDS = ["message", "request"];

/**
 * {tab, conversation, atList, details}; conversation is null or {key, id, projectId}, details
 * null or {kind, key}.
 */
export function readPlace() {
  const parts = location.hash.slice(1).split("/").map(decoded);
  const details = KINDS.includes(parts.at(-2)) ? { kind: parts.at(-2), key: parts.at(-1) } : null;
  const [name, projectId, id, ...more] = details ? parts.slice(0, -2) : parts;
  if (name === "requests") return { tab: "requests", conversation: null, atList: false, details };
  if (name === "conversation" && id !== undefined && !more.length) {
    const conversation = { key: conversationKey(projectId, id), id, projectId };
    return { tab: "chat", conversation, atList: false, details };
  }
  return { tab: "chat", conversation: null, atList: true, details: null };
}

/** Put a view into the address, as a step that "back" undoes, or instead of this one. */
export function writePlace({ tab, conversation, details }, { replace = false } = {}) {
  const parts = [];
  if (tab === "requests") parts.push("requests");
  else if (conversation) parts.push("conversation", conversation.projectId, conversation.id);
  if (details && parts.length) parts.push(details.kind, details.key);
  const hash = parts.length ? `#${parts.map(encodeURIComponent).join("/")}` : "";
  if (hash === location.hash) return;
  const address = hash || location.pathname;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // typed by hand, and not a proper encoding
  }
}
