// The side panel: one message or request in full, and how to send it again.

import { h, icon, fill } from "./dom.js";
import { jsonView } from "./json_view.js";
import * as part from "./parts.js";
import { latency, verdictChip } from "./requests.js";
import { asCurl, asPython, copy, injectPath, NAMED_CREDENTIALS } from "./snippets.js";
import { call } from "./api.js";
import { dateSecond } from "./time.js";
import { asList, asObject, asText } from "./values.js";

/**
 * Show a message, a request, or both where they belong together; either may be null.
 * say(text): tells the reader what happened to a click. close(): the panel's own button.
 */
export function inspect(panel, { message, request }, { say, close }) {
  const raw = request?.raw ?? null;
  const problems = asList(raw?.problems);
  fill(
    panel,
    h(
      "header",
      { class: "pane-head" },
      h("h2", { class: "title", tabindex: -1 }, message ? "Message" : "Request"),
      raw ? verdictChip(raw) : null,
      h(
        "button",
        { type: "button", class: "quiet-button", "aria-label": "Close details", onclick: close },
        icon("close"),
      ),
    ),
    h(
      "div",
      { class: "inspector-body" },
      h("div", { class: "actions" }, "Copy as", copyButtons({ message, raw }, say)),
      h("div", { class: "actions" }, againButton({ message, raw }, say), linkButton(say)),
      facts(message, raw),
      problems.length ? section("Broken rules", problemList(problems)) : null,
      section("Body", bodyView(message, raw, problems)),
      raw ? section("Headers", part.fields(Object.entries(asObject(raw.headers)))) : null,
      raw ? section("Answer", answerView(raw)) : null,
    ),
  );
}

const section = (name, ...children) =>
  h("section", { class: "inspector-section" }, h("h3", {}, name), children);

function facts(message, raw) {
  const body = message?.body ?? asObject(raw?.body);
  const identity = asObject(body.channel_identity);
  return part.fields([
    ["Conversation", message?.conversationId ?? raw?.conversation_id],
    ["Project", message?.projectId],
    ["Direction", body.direction],
    ["Channel", identity.channel],
    ["Identity", identity.identity],
    ["App", identity.app_id],
    ["Contact", body.contact_id],
    ["Accepted", message ? `${dateSecond(message.at)} UTC` : body.accept_time],
    ["Received", message?.raw.received_at ?? raw?.time],
    ["Message id", message?.id],
    ["Request", raw ? `${raw.method} ${raw.path}` : null],
    ["Request id", raw?.request_id ?? message?.raw.request_id],
    ["Status", raw ? (raw.status ?? "none: the connection was cut") : null],
    ["Latency", raw ? latency(raw) : null],
    ["Deleted", raw?.deleted ? "the message is not there any more" : null],
    ["Fault", raw?.fault ? `${asText(raw.fault.kind)}, by ${asText(raw.fault.source)}` : null],
    ["Client", raw?.client],
  ]);
}

function problemList(problems) {
  return h(
    "ul",
    { class: "problems" },
    problems.map(({ pointer, message, rule, source }) =>
      h(
        "li",
        {},
        h("code", {}, asText(pointer) || "the whole"),
        h("span", {}, asText(message)),
        h(
          "span",
          { class: "chip", title: "The rule, and where it comes from" },
          `${asText(rule)} · ${asText(source)}`,
        ),
      ),
    ),
  );
}

function bodyView(message, raw, problems) {
  if (message) return jsonView(message.raw.message, problems);
  if (raw.raw_body) return h("pre", { class: "raw", tabindex: 0 }, raw.raw_body.slice(0, 20_000));
  return raw.body === null ? part.note("Empty, or not kept.") : jsonView(raw.body, problems);
}

function answerView({ answer, status }) {
  if (status === null) return part.note("None: the connection was cut.");
  if (answer === null || answer === "") return part.note("Empty.");
  return typeof answer === "string"
    ? h("pre", { class: "raw", tabindex: 0 }, answer.slice(0, 20_000))
    : jsonView(answer);
}

/** What was sent, or would be: as JSON, and as the request that it was. */
function sent({ message, raw }) {
  const body = message?.raw.message ?? raw?.body ?? null;
  const path = raw?.path ?? injectPath(message.projectId, message.conversationId);
  const inPath = /^\/v1\/projects\/([^/]+)\//.exec(path)?.[1];
  return {
    body,
    projectId: message?.projectId ?? (inPath && decoded(inPath)),
    request: {
      method: raw?.method ?? "POST",
      url: location.origin + path,
      body: raw?.raw_body ?? (body === null ? null : JSON.stringify(body, null, 2)),
      contentType: asText(asObject(raw?.headers)["content-type"]) || "application/json",
    },
  };
}

/** Send the same request once more, with a token of its project. */
function againButton(pair, say) {
  const { projectId, request } = sent(pair);
  if (!projectId) return null;
  const send = async () => {
    try {
      const { access_token: token } = await call("POST", "tokens", { project_id: projectId });
      const { status } = await fetch(request.url, {
        method: request.method,
        headers: { authorization: `Bearer ${token}`, "content-type": request.contentType },
        body: request.body ?? undefined,
      });
      say(`Sent again: ${status}`);
    } catch (error) {
      say(`Not answered: ${error.message}`);
    }
  };
  return h("button", { type: "button", onclick: send }, icon("reply"), "Send again");
}

function linkButton(say) {
  const copyNow = async () => {
    try {
      await copy(location.href);
      say("Link copied");
    } catch (error) {
      say(`Not copied: ${error.message}`);
    }
  };
  return h("button", { type: "button", onclick: copyNow }, icon("link"), "Copy link");
}

function copyButtons({ message, raw }, say) {
  const { origin } = location;
  const { body, projectId, request } = sent({ message, raw });
  const conversationId = message?.conversationId ?? raw?.conversation_id;
  const shown = [copyButton("curl", () => asCurl(request, NAMED_CREDENTIALS), say)];
  if (conversationId && projectId && body !== null) {
    const python = () => asPython({ origin, projectId, conversationId, body });
    shown.push(copyButton("Python", python, say));
  }
  if (body !== null) shown.push(copyButton("JSON", () => JSON.stringify(body, null, 2), say));
  return shown;
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a client may send a path that is no proper encoding
  }
}

function copyButton(name, make, say) {
  const copyNow = async () => {
    try {
      await copy(make());
      say(`Copied as ${name}`);
    } catch (error) {
      say(`Not copied: ${error.message}`);
    }
  };
  return h(
    "button",
    { type: "button", onclick: copyNow, "aria-label": `Copy as ${name}` },
    icon("copy"),
    name,
  );
}
