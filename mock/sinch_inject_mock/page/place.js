// Which view the address names, so that reload, back and a shared link keep their place:
// nothing (the list), #requests, or #conversation/PROJECT/ID.

import { conversationKey } from "./store.js";

/** {tab, conversation, atList}; conversation is null or {key, id, projectId}. */
export function readPlace() {
  const [name, ...parts] = location.hash.slice(1).split("/");
  if (name === "requests") return { tab: "requests", conversation: null, atList: false };
  if (name === "conversation" && parts.length === 2) {
    const [projectId, id] = parts.map(decoded);
    const conversation = { key: conversationKey(projectId, id), id, projectId };
    return { tab: "chat", conversation, atList: false };
  }
  return { tab: "chat", conversation: null, atList: true };
}

/** Put a view into the address, as a step that "back" undoes, or instead of this one. */
export function writePlace({ tab, conversation }, { replace = false } = {}) {
  let hash = "";
  if (tab === "requests") hash = "#requests";
  else if (conversation) {
    const parts = [conversation.projectId, conversation.id].map(encodeURIComponent);
    hash = `#conversation/${parts.join("/")}`;
  }
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
