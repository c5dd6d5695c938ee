// Ties the page together: the event stream fills the store, the reader's choices are the
// view, and both are drawn at most once per animation frame.

import { CHANNELS } from "./channels.js";
import { chatRow, chatRows, chatTitle } from "./chat.js";
import { clockPanel, simulatorNow } from "./clock.js";
import { conversationRow, conversationRows } from "./conversations.js";
import { byId, fill, h } from "./dom.js";
import { faultsPanel } from "./faults.js";
import { isActive, NO_FILTER } from "./filters.js";
import { inspect } from "./inspector.js";
import { readPlace, writePlace } from "./place.js";
import { requestRow, requestRows } from "./requests.js";
import { Store } from "./store.js";
import { follow } from "./stream.js";
import { wireToolbar } from "./toolbar.js";
import { VirtualList } from "./virtual_list.js";
import { welcome } from "./welcome.js";

const store = new Store();
const view = {
  place: readPlace(), // {tab, conversation, atList, details} as in the address
  shownKey: null, // the conversation in the chat; picked by us where the address names none
  filter: { ...NO_FILTER },
  verdict: "",
  onlyThis: false, // the log: of the shown conversation alone
  chosen: null, // {kind: "message" | "request", key}: the row; its details need not be open
};
view.chosen = view.place.details;

let waitingFrame = false;
function invalidate() {
  if (waitingFrame) return;
  waitingFrame = true;
  requestAnimationFrame(() => {
    waitingFrame = false;
    draw();
  });
}

let toastTimer = 0;
/** Tell the reader, eyes or ears, what came of a click. */
function say(sentence) {
  const toast = byId("toast");
  toast.textContent = sentence;
  toast.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => toast.classList.remove("shown"), 4_000);
}

// -------------------------------------------------------------- the reader's choices

function go(place, how) {
  if (place.conversation && place.conversation.key !== view.shownKey) lists.chat.follow();
  view.place = { atList: false, details: null, ...place };
  if (view.place.details) view.chosen = view.place.details;
  writePlace(view.place, how);
  invalidate();
}

/** Choose a row; what is open follows it. */
function choose(kind, key) {
  view.chosen = { kind, key };
  if (view.place.details) show(view.chosen, { replace: true });
  invalidate();
}

/** Open details; a conversation that we picked is named in the address then. */
function show(details, how) {
  const { tab, conversation } = view.place;
  const shown = conversation ?? store.conversations.get(view.shownKey) ?? null;
  go({ tab, conversation: tab === "chat" ? shown : null, details }, how);
}

function open(kind, key, { byKey }) {
  show({ kind, key }, { replace: Boolean(view.place.details) });
  draw(); // now, so that there is something to put the focus on
  const covers = matchMedia("(max-width: 75rem)").matches; // as in layout.css
  if (byKey || covers) byId("inspector").querySelector("h2").focus();
}

function close() {
  const hadFocus = byId("inspector").contains(document.activeElement);
  go({ ...view.place, details: null }, { replace: true });
  draw();
  if (hadFocus) (view.place.tab === "chat" ? lists.chat : lists.requests).scroller.focus();
}

const lists = {
  conversations: new VirtualList(byId("conversations"), {
    edge: "start",
    guess: 88,
    render: conversationRow,
    invalidate,
    onMove({ conversation }) {
      // In a narrow window the list stands alone: moving in it must not leave it.
      if (view.place.atList) view.shownKey = conversation.key;
      else go({ tab: "chat", conversation }, { replace: true });
      lists.chat.follow();
      invalidate();
    },
    onOpen: ({ conversation }) => go({ tab: "chat", conversation }),
  }),
  chat: new VirtualList(byId("chat"), {
    edge: "end",
    guess: 72,
    render: (row) => chatRow(row, store.messageById),
    invalidate,
    onMove: ({ key }) => choose("message", key),
    onOpen: ({ key }, how) => open("message", key, how),
  }),
  requests: new VirtualList(byId("requests"), {
    edge: "start",
    guess: 52,
    render: requestRow,
    invalidate,
    onMove: ({ key }) => choose("request", key),
    onOpen: ({ key }, how) => open("request", key, how),
  }),
};

const set = (name) => (value) => {
  view[name] = value;
  invalidate();
};
wireToolbar(
  {
    filter(change) {
      Object.assign(view.filter, change);
      store.setFilter(view.filter);
      lists.chat.follow();
      invalidate();
    },
    verdict: set("verdict"),
    onlyThis: set("onlyThis"),
    escape: () => view.place.details && close(),
  },
  say,
);
byId("tab-chat").addEventListener("click", () =>
  go({ tab: "chat", conversation: store.conversations.get(view.shownKey) ?? null }),
);
byId("tab-requests").addEventListener("click", () => go({ tab: "requests", conversation: null }));
byId("back").addEventListener("click", () => go({ tab: "chat", conversation: null, atList: true }));
for (const name of ["chat", "requests"]) {
  byId(`${name}-behind`).addEventListener("click", () => {
    lists[name].follow();
    invalidate();
  });
}
window.addEventListener("popstate", () => go(readPlace(), { replace: true }));

// -------------------------------------------------------------- drawing

function draw() {
  const rows = conversationRows(store, simulatorNow());
  // Where the address names no conversation: the newest one at hand, and then that one.
  if (view.place.conversation) view.shownKey = view.place.conversation.key;
  else if (!store.conversations.has(view.shownKey)) view.shownKey = rows[0]?.key ?? null;
  const panes = byId("panes");
  panes.dataset.tab = view.place.tab;
  panes.classList.toggle("at-list", view.place.atList);
  drawWelcome(panes);
  drawCounts(rows.length);
  lists.conversations.update(rows, view.shownKey);
  if (view.place.tab === "chat") drawChat();
  else drawRequests();
  drawInspector(panes);
}

function drawWelcome(panes) {
  const nothing = !store.messages.length && !store.requests.length && !view.place.conversation;
  const place = byId("welcome");
  if (nothing && place.hidden) fill(place, welcome(say));
  place.hidden = !nothing;
  panes.classList.toggle("empty", nothing);
}

function drawCounts(conversations) {
  const put = (id, count) => {
    byId(id).textContent = count.toLocaleString("en");
  };
  put("conversations-count", conversations);
  put("requests-count", store.requests.length);
  put("refused-count", store.refused);
  byId("refused-count").hidden = store.refused === 0;
  byId("filter-clear").hidden = !isActive(view.filter);
  for (const tab of ["chat", "requests"]) {
    byId(`tab-${tab}`).setAttribute("aria-selected", String(view.place.tab === tab));
  }
  document.title = `${store.messages.length.toLocaleString("en")} · sinch-inject simulator`;
}

function drawChat() {
  const conversation = store.conversations.get(view.shownKey);
  const messages = conversation ? store.shownMessages(conversation) : [];
  fill(
    byId("chat-title"),
    conversation
      ? chatTitle(conversation, messages.length)
      : h("h2", { class: "title" }, view.place.conversation?.id ?? "No conversation yet"),
  );
  lists.chat.update(chatRows(messages), chosenKey("message"));
  drawHint("chat-hint", messages.length, "No message here yet.", isActive(view.filter));
  drawBehind("chat");
}

function drawRequests() {
  const shown = store.conversations.get(view.shownKey);
  byId("only-this").parentElement.hidden = !shown;
  byId("only-this-id").textContent = shown?.id ?? "";
  const id = view.onlyThis && shown ? shown.id : null;
  const rows = requestRows(store, view.verdict, id);
  lists.requests.update(rows, chosenKey("request"));
  const filtered = isActive(view.filter) || view.verdict !== "" || id !== null;
  drawHint("requests-hint", rows.length, "No request yet.", filtered);
  drawBehind("requests");
}

const chosenKey = (kind) => (view.chosen?.kind === kind ? view.chosen.key : null);

function drawHint(id, count, sentence, filtered) {
  byId(id).hidden = count > 0;
  byId(id).textContent = filtered ? "Nothing passes the filters." : sentence;
}

function drawBehind(name) {
  const { behind } = lists[name];
  byId(`${name}-behind`).hidden = behind < 3;
  byId(`${name}-behind-count`).textContent = `${behind.toLocaleString("en")} newer`;
}

let inspected = "";
function drawInspector(panes) {
  const message = store.messageById.get(chosenKey("message")) ?? null;
  const request = store.requestBySequence.get(Number(chosenKey("request"))) ?? null;
  // The other half, if it is still kept: what a request injected, what a message came by.
  const pair = {
    message: message ?? store.messageById.get(request?.raw.message_id) ?? null,
    request: request ?? store.requestById.get(message?.raw.request_id) ?? null,
  };
  const shown = Boolean(view.place.details && (pair.message ?? pair.request));
  panes.classList.toggle("inspecting", shown);
  byId("inspector").hidden = !shown;
  const gone = pair.request?.raw.deleted ?? false;
  const what = shown ? `${pair.message?.id} ${pair.request?.sequence} ${gone}` : "";
  if (what === inspected) return;
  inspected = what;
  if (shown) inspect(byId("inspector"), pair, { say, close });
}

// -------------------------------------------------------------- what arrives

const STATES = { connecting: "Connecting", live: "Live", lost: "Reconnecting" };
let state = "connecting";
let arrived = 0; // messages since the last second began

function drawState(rate) {
  byId("live").className = `live live-${state}`;
  byId("live-word").textContent = STATES[state];
  byId("live-rate").textContent = rate ? `${rate.toLocaleString("en")}/s` : "";
}

setInterval(() => {
  drawState(arrived);
  arrived = 0;
}, 1_000);

const takeClock = clockPanel(say);
const takeFaults = faultsPanel(CHANNELS, say);
follow({
  state(now) {
    state = now;
    drawState(0);
  },
  hello(data, restarted) {
    if (restarted) store.clear("all");
    takeClock(data.clock);
    takeFaults(data.faults);
    invalidate();
  },
  batch(data) {
    arrived += data.messages?.length ?? 0;
    store.add(data);
    invalidate();
  },
  reset({ what }) {
    store.clear(what);
    invalidate();
  },
  deleted({ ids }) {
    store.remove(ids);
    invalidate();
  },
  clock: takeClock,
  faults: takeFaults,
});
drawState(0);
invalidate();
