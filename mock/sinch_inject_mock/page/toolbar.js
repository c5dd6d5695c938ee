// The bar and what is wired once: filters, theme, the menu for clearing, and the keys.

import { call, send } from "./api.js";
import { CHANNELS, channelName } from "./channels.js";
import { byId, fill, h, icon } from "./dom.js";
import { NO_FILTER } from "./filters.js";
import { VERDICTS } from "./requests.js";
import { themeButton } from "./theme.js";

/**
 * on.filter(change), on.verdict(value), on.onlyThis(checked), on.escape(): the reader's
 * choices. say(text): tells what came of a click.
 */
export function wireToolbar(on, say) {
  for (const place of document.querySelectorAll("[data-icon]")) {
    place.prepend(icon(place.dataset.icon));
  }
  wireFilters(on);
  wireClearing(say);
  wireFile(say);
  wireKeys(on);
  const theme = byId("theme");
  themeButton(theme, (choice) => {
    fill(theme, icon(choice));
    theme.setAttribute("aria-label", `Colours: ${choice}`);
    theme.title = `Colours: ${choice}`;
  });
}

function wireFilters(on) {
  const option = (value, name) => h("option", { value }, name);
  fill(
    byId("filter-channel"),
    option("", "All channels"),
    CHANNELS.map((channel) => option(channel, channelName(channel))),
  );
  fill(
    byId("verdict"),
    [...VERDICTS].map(([value, [name]]) => option(value, name)),
  );
  for (const name of Object.keys(NO_FILTER)) {
    byId(`filter-${name}`).addEventListener("input", ({ target }) =>
      on.filter({ [name]: target.value }),
    );
  }
  byId("filter-clear").addEventListener("click", () => {
    for (const name of Object.keys(NO_FILTER)) byId(`filter-${name}`).value = "";
    on.filter(NO_FILTER);
    byId("filter-text").focus();
  });
  byId("verdict").addEventListener("input", ({ target }) => on.verdict(target.value));
  byId("only-this").addEventListener("input", ({ target }) => on.onlyThis(target.checked));
}

const CLEARING = {
  messages: ["DELETE", "messages", "Messages cleared"],
  requests: ["DELETE", "requests", "Request log cleared"],
  all: ["POST", "reset", "Everything reset"],
};

function wireClearing(say) {
  for (const button of document.querySelectorAll("[data-clear]")) {
    button.addEventListener("click", async () => {
      const [method, path, done] = CLEARING[button.dataset.clear];
      byId("clear-menu").hidePopover();
      try {
        await call(method, path); // what is gone is told by the event stream
        say(done);
      } catch (error) {
        say(`The simulator refused: ${error.message}`);
      }
    });
  }
}

function wireFile(say) {
  const file = byId("import-file");
  byId("import").addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    file.value = ""; // the same file may be chosen again
    byId("file-menu").hidePopover();
    if (!chosen) return;
    try {
      const { imported } = await send("POST", "import", chosen, "application/jsonl");
      say(`${imported.toLocaleString("en")} messages imported`);
    } catch (error) {
      say(`Nothing was imported: ${error.message}`);
    }
  });
}

function wireKeys(on) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      byId("filter-text").focus();
    }
    if (event.key === "?" && !typing) byId("keys-panel").togglePopover();
    // Escape in a field or a popover is theirs.
    const taken = typing || document.querySelector(":popover-open");
    if (event.key === "Escape" && !taken) on.escape();
  });
}
