// The request log: what came, what the simulator made of it, and why. Newest on top.

import { channelBadge } from "./channels.js";
import { h } from "./dom.js";
import { hourMillisecond } from "./time.js";
import { asList, asText } from "./values.js";
import { isRefused } from "./store.js";

/** The groups that the log can be narrowed to; the first shows all. */
export const VERDICTS = new Map([
  ["", ["All verdicts", () => true]],
  ["refused", ["Not plainly injected", isRefused]],
  ["injected", ["Injected", (verdict) => verdict === "injected"]],
  ["listed", ["Listed", (verdict) => verdict === "listed"]],
  ["read", ["Read", (verdict) => verdict === "read"]],
  ["deleted", ["Deleted", (verdict) => verdict === "deleted"]],
  ["rejected", ["Rejected", (verdict) => verdict === "rejected"]],
  ["unauthenticated", ["Unauthenticated", (verdict) => verdict === "unauthenticated"]],
  ["forbidden", ["Forbidden", (verdict) => verdict === "forbidden"]],
  ["fault", ["Fault", (verdict) => verdict === "fault"]],
  ["rate-limited", ["Rate limited", (verdict) => verdict === "rate-limited"]],
  ["token", ["Token", (verdict) => verdict === "token"]],
  ["other", ["Other", (verdict) => verdict === "other"]],
]);

/** Rows for the list: those that pass the filters, newest first. */
export function requestRows(store, verdict, conversationId) {
  const [, wanted] = VERDICTS.get(verdict) ?? VERDICTS.get("");
  const rows = [];
  for (let index = store.requests.length - 1; index >= 0; index -= 1) {
    const request = store.requests[index];
    if (!wanted(request.verdict)) continue;
    if (conversationId !== null && request.conversationId !== conversationId) continue;
    if (store.shows(request)) {
      rows.push({
        key: String(request.sequence),
        version: request.raw.deleted ? 1 : 0,
        request,
      });
    };
  }
  return rows;
}

/** The element of a row. */
export function requestRow({ request }) {
  const { raw } = request;
  return h(
    "div",
    { class: "request" },
    h("time", { class: "mono" }, hourMillisecond(request.at)),
    verdictChip(raw),
    h("span", { class: "status mono" }, raw.status === null ? "cut" : String(raw.status)),
    h(
      "span",
      { class: "request-what" },
      h("span", { class: "request-target", dir: "ltr" }, target(raw)),
      why(raw),
    ),
    request.channel ? channelBadge(request.channel) : h("span", {}),
    h("span", { class: "latency mono" }, latency(raw)),
  );
}

/** The verdict, coloured by what it means for the client. */
export function verdictChip({ verdict }) {
  const known = /^[a-z-]+$/.test(verdict) ? ` verdict-${verdict}` : "";
  return h("span", { class: `verdict${known}` }, verdict);
}

/** 1.2 ms */
export function latency({ latency_ms: milliseconds }) {
  if (typeof milliseconds !== "number") return "";
  return milliseconds < 1000
    ? `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

function target({ conversation_id: conversation, method, path }) {
  return conversation === null || conversation === undefined ? `${method} ${path}` : conversation;
}

/** The first reason in one line: a broken rule, the fault that was asked for, or what became of it. */
function why({ problems, fault, deleted }) {
  const [first, ...others] = asList(problems);
  if (first) {
    const more = others.length ? ` and ${others.length} more` : "";
    return h(
      "span",
      { class: "request-why" },
      asText(first.pointer) ? h("code", {}, `${first.pointer} `) : null,
      `${asText(first.message)}${more}`,
    );
  }
  if (fault)
    return h(
      "span",
      { class: "request-why" },
      `Fault ${asText(fault.kind)}, by ${asText(fault.source)}`,
    );
  if (deleted) return h("span", { class: "request-why" }, "The message was deleted since");
  return null;
}
