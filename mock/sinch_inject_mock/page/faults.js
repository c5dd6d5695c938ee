// The panel that makes the simulator fail on purpose: what is set, how often it struck,
// add one, remove one.

import { call } from "./api.js";
import { channelBadge } from "./channels.js";
import { byId, fill, h, icon } from "./dom.js";
import { asList, asObject, asText } from "./values.js";

// kind, what the client sees, whether it may happen before or after storing
const KINDS = [
  [
    "Answers",
    [
      ["400", "An error answer: invalid argument"],
      ["401", "An error answer: unauthenticated"],
      ["403", "An error answer: permission denied"],
      ["404", "An error answer: not found"],
      ["429", "Too many requests"],
      ["500", "Internal error"],
      ["501", "Not implemented"],
      ["503", "Unavailable"],
      ["520", "A status nobody documents"],
    ],
  ],
  [
    "Broken answers",
    [
      ["html", "Status 200 with a page of HTML"],
      ["empty", "Status 200 without a body"],
      ["broken-json", "Status 200 with half a JSON value"],
      ["truncated", "Fewer bytes than announced"],
      ["slow-body", "The answer drips"],
    ],
  ],
  [
    "Connection",
    [
      ["latency", "The right answer, but late"],
      ["hang", "No answer at all"],
      ["reset", "The connection is reset"],
    ],
  ],
  [
    "Tokens",
    [
      ["expired-token", "The token expires between two requests"],
      ["token-429", "The token endpoint says 429"],
      ["token-500", "The token endpoint says 500"],
      ["token-html", "The token endpoint answers with HTML"],
      ["token-reset", "The token endpoint resets"],
      ["token-hang", "The token endpoint does not answer"],
    ],
  ],
];

const DELAYED = new Set(["latency", "slow-body"]);

/** Build the form, and return the function that shows a list of faults. */
export function faultsPanel(channels, say) {
  const form = byId("fault-form");
  const kind = form.elements.kind;
  fill(
    kind,
    KINDS.map(([group, kinds]) =>
      h(
        "optgroup",
        { label: group },
        kinds.map(([name]) => h("option", { value: name }, name)),
      ),
    ),
  );
  kind.value = "429";
  fill(
    form.elements.channel,
    h("option", { value: "" }, "Any channel"),
    channels.map((channel) => h("option", { value: channel }, channel)),
  );
  const explain = () => showFieldsOf(form);
  kind.addEventListener("change", explain);
  form.elements.often.addEventListener("change", explain);
  explain();

  const attempt = async (action, done) => {
    try {
      await action();
      show(await call("GET", "faults"));
      say(done);
    } catch (error) {
      say(`The simulator refused: ${error.message}`);
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => call("POST", "faults", faultOf(form)), "Fault added");
  });
  byId("faults-clear").addEventListener("click", () =>
    attempt(() => call("DELETE", "faults"), "All faults removed"),
  );
  // How often each struck is only told when asked.
  byId("faults-panel").addEventListener("toggle", async (event) => {
    if (event.newState === "open") show(await call("GET", "faults"));
  });

  const remove = (id) =>
    attempt(() => call("DELETE", `faults/${encodeURIComponent(id)}`), "Fault removed");
  function show(data) {
    const faults = asList(asObject(data).faults ?? data);
    const badge = byId("faults-count");
    badge.textContent = String(faults.length);
    badge.hidden = faults.length === 0;
    byId("faults-clear").hidden = faults.length === 0;
    fill(
      byId("faults-list"),
      faults.length
        ? faults.map((fault) => faultItem(fault, remove))
        : h("li", { class: "note" }, "None. Every valid request is injected."),
    );
  }
  return show;
}

function showFieldsOf(form) {
  const { kind, often } = form.elements;
  const [, sentence] = KINDS.flatMap(([, kinds]) => kinds).find(([name]) => name === kind.value);
  byId("fault-explained").textContent = sentence;
  byId("fault-retry-after").hidden = kind.value !== "429" && kind.value !== "503";
  byId("fault-delay").hidden = !DELAYED.has(kind.value);
  byId("fault-stored").hidden = kind.value.startsWith("token-");
  byId("fault-match").hidden = kind.value.startsWith("token-");
  byId("fault-count").hidden = often.value !== "count";
  byId("fault-probability").hidden = often.value !== "probability";
}

/** What the form says, as the simulator wants it; what is hidden or empty is left out. */
function faultOf(form) {
  const shown = (input) => input.value.trim() !== "" && input.closest("[hidden]") === null;
  const value = (name) => {
    const input = form.elements[name];
    return shown(input) ? input.value.trim() : null;
  };
  const number = (name) => (value(name) === null ? null : Number(value(name)));
  const match = withoutNulls({
    conversation_id: value("conversation_id"),
    channel: value("channel"),
    direction: value("direction"),
  });
  const retryAfter = value("retry_after");
  return withoutNulls({
    kind: value("kind"),
    match: Object.keys(match).length ? match : null,
    count: number("count"),
    probability: number("probability"),
    stored: value("stored") === null ? null : value("stored") === "after",
    retry_after: /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) : retryAfter,
    delay_ms: number("delay_ms"),
  });
}

const withoutNulls = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));

function faultItem(fault, remove) {
  const { conversation_id, channel, direction } = asObject(fault.match);
  const often =
    typeof fault.count === "number"
      ? `${fault.count}×`
      : typeof fault.probability === "number" && fault.probability < 1
        ? `${Math.round(fault.probability * 100)} % of the time`
        : "always";
  const details = [
    often,
    fault.stored === true ? "after storing" : fault.stored === false ? "before storing" : "",
    conversation_id ? `conversation ${conversation_id}` : "",
    direction ?? "",
    `struck ${asText(fault.applied) || "0"}×`,
  ];
  return h(
    "li",
    { class: "fault" },
    h("span", { class: "verdict verdict-fault" }, asText(fault.kind)),
    h("span", { class: "fault-details" }, details.filter(Boolean).join(" · ")),
    channel ? channelBadge(channel) : null,
    h(
      "button",
      {
        type: "button",
        class: "quiet-button",
        "aria-label": `Remove fault ${asText(fault.kind)}`,
        onclick: () => remove(fault.id),
      },
      icon("close"),
    ),
  );
}
