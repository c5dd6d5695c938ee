// What stands where the chat would be while nothing has arrived: how to send the first
// message to this very simulator.

import { simulatorNow } from "./clock.js";
import { h, icon } from "./dom.js";
import { asCurl, asPython, copy, injectPath } from "./snippets.js";
import { isoText } from "./time.js";

const PROJECT = "demo-project";
const CONVERSATION = "my-first-conversation";

/** The empty state. Its accept_time is a minute ago by the simulator's clock, so it is valid. */
export function welcome(say) {
  const body = {
    accept_time: isoText(simulatorNow() - 60_000).slice(0, 19) + "Z",
    direction: "TO_CONTACT",
    contact_id: "my-contact",
    channel_identity: { channel: "SMS", identity: "+46700000001" },
    app_message: { text_message: { text: "Hello from the simulator" } },
  };
  const { origin } = location;
  const curl = asCurl(
    {
      method: "POST",
      url: origin + injectPath(PROJECT, CONVERSATION),
      body: JSON.stringify(body),
      contentType: "application/json",
    },
    "demo-key:demo-secret",
  );
  const python = asPython({ origin, projectId: PROJECT, conversationId: CONVERSATION, body });
  return h(
    "div",
    { class: "welcome" },
    h("h2", {}, "Nothing has arrived yet"),
    h(
      "p",
      {},
      "Send a first message. It shows up here at once. The key and secret are the ",
      "simulator's defaults; use your own if you started it with others.",
    ),
    snippet("With curl", curl, say),
    snippet("With Python", python, say),
    h(
      "p",
      { class: "note" },
      `Point any Conversation API client at ${origin}, for messages and for /oauth2/token.`,
    ),
  );
}

function snippet(name, text, say) {
  const copyNow = async () => {
    try {
      await copy(text);
      say("Copied");
    } catch (error) {
      say(`Not copied: ${error.message}`);
    }
  };
  return h(
    "figure",
    { class: "snippet" },
    h(
      "figcaption",
      {},
      name,
      h("button", { type: "button", onclick: copyNow }, icon("copy"), "Copy"),
    ),
    h("pre", { tabindex: 0 }, text),
  );
}
