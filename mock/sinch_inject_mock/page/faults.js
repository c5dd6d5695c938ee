// The panel that makes the simulator fail on purpose: what is set, how often it struck,
// add one, remove one.

import { call } from "./api.js";
import { channelBadge } from "./channels.js";
import { byId, fill, h, icon } from "./dom.js";
import { asList, asObject, asText } from "./values.js";

/** Build the form, and return the function that shows a list of faults. */
export function faultsPanel(channels, say) {
  const form = byId("fault-form");
  const kind = form.elements.kind;
  const known = new Map(); // what the simulator says of each kind
  fill(
    form.elements.channel,
    h("option", { value: "" }, "Any channel"),
    channels.map((channel) => h("option", { value: channel }, channel)),
  );
  const explain = () => showFieldsOf(form, known.get(kind.value));
  kind.addEventListener("change", explain);
  form.elements.often.addEventListener("change", explain);
  offer(form, known).then(explain, (error) => say(`The simulator refused: ${error.message}`));
  lagForm(say);

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

/** Fill the form with what the simulator can do. */
async function offer(form, known) {
  const { groups, operations } = await call("GET", "fault-kinds");
  for (const kind of Object.values(groups).flat()) known.set(kind.kind, kind);
  fill(
    form.elements.kind,
    Object.entries(groups).map(([group, kinds]) =>
      h(
        "optgroup",
        { label: group },
        kinds.map((kind) => h("option", { value: kind.kind }, kind.kind)),
      ),
    ),
  );
  form.elements.kind.value = "429";
  fill(
    form.elements.operation,
    operations.map((name) => h("option", { value: name }, name)),
  );
}

/** How long after it was stored a message is listed. */
function lagForm(say) {
  const form = byId("lag-form");
  const show = ({ seconds }) => {
    form.elements.seconds.value = String(seconds);
  };
  byId("faults-panel").addEventListener("toggle", async (event) => {
    if (event.newState !== "open") return;
    const told = await call("GET", "list-lag");
    if (document.activeElement !== form.elements.seconds) show(told); // not over what is typed
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      show(await call("PUT", "list-lag", { seconds: Number(form.elements.seconds.value) }));
      say("Lag of lists set");
    } catch (error) {
      say(`The simulator refused: ${error.message}`);
    }
  });
}

function showFieldsOf(form, kind) {
  if (!kind) return; // the simulator has not told yet
  const often = form.elements.often.value;
  const token = kind.endpoint === "token";
  byId("fault-explained").textContent = `${kind.meaning[0].toUpperCase()}${kind.meaning.slice(1)}.`;
  byId("fault-retry-after").hidden = !kind.retry_after;
  byId("fault-delay").hidden = kind.delay_ms === 0;
  byId("fault-stored").hidden = token || kind.group === "Storing";
  byId("fault-match").hidden = token;
  byId("fault-count").hidden = often !== "count";
  byId("fault-probability").hidden = often !== "probability";
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
    operation: value("operation"),
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
  const { operation, conversation_id, channel, direction } = asObject(fault.match);
  const often =
    typeof fault.count === "number"
      ? `${fault.count}×`
      : typeof fault.probability === "number" && fault.probability < 1
        ? `${Math.round(fault.probability * 100)} % of the time`
        : "always";
  const details = [
    often,
    fault.stored === true ? "after storing" : fault.stored === false ? "before storing" : "",
    operation && operation !== "injectMessage" ? operation : "",
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
