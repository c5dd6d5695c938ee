// The simulator's one clock: shown ticking, frozen, advanced, or set back to real time.

import { call } from "./api.js";
import { byId } from "./dom.js";
import { dateSecond, hourSecond, isoText, parseInstant } from "./time.js";

let clock = { mode: "real", now: Date.now(), seenAt: performance.now() };

/** The simulator's time now, in milliseconds since 1970. */
export function simulatorNow() {
  const running = clock.mode === "frozen" ? 0 : performance.now() - clock.seenAt;
  return clock.now + running;
}

/** Wire the panel, and return the function that takes in what the simulator says. */
export function clockPanel(say) {
  const set = async (body, done) => {
    try {
      take(await call("PUT", "clock", body));
      say(done);
    } catch (error) {
      say(`The simulator refused: ${error.message}`);
    }
  };
  byId("clock-freeze").addEventListener("click", () =>
    set({ now: isoText(simulatorNow()) }, "Clock frozen"),
  );
  byId("clock-real").addEventListener("click", () => set({ mode: "real" }, "Real time again"));
  for (const button of document.querySelectorAll("[data-advance]")) {
    const seconds = Number(button.dataset.advance);
    button.addEventListener("click", () =>
      set({ advance: seconds }, `Clock advanced by ${button.textContent.replace("+", "").trim()}`),
    );
  }
  const form = byId("clock-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const seconds = Number(form.elements.amount.value) * Number(form.elements.unit.value);
    set({ advance: seconds }, `Clock advanced by ${seconds.toLocaleString("en")} s`);
  });
  setInterval(show, 1_000);

  function take({ mode, now }) {
    const milliseconds = parseInstant(now);
    clock = {
      mode,
      now: Number.isNaN(milliseconds) ? Date.now() : milliseconds,
      seenAt: performance.now(),
    };
    show();
  }
  return take;
}

function show() {
  const now = simulatorNow();
  byId("clock-button-time").textContent = `${hourSecond(now)} UTC`;
  byId("clock-now").textContent = `${dateSecond(now)} UTC`;
  for (const id of ["clock-mode", "clock-button-mode"]) byId(id).textContent = clock.mode;
  byId("clock-button-mode").hidden = clock.mode === "real";
  byId("clock-real").disabled = clock.mode === "real";
}
