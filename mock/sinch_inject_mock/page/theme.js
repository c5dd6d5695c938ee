// Light, dark, or as the system has it. A script of its own that index.html loads before
// the page is drawn, so that a dark page does not flash white.

const CHOICES = ["auto", "light", "dark"];
const KEY = "sinch-inject-theme";

/** What was chosen before; storage may be switched off. */
function stored() {
  try {
    const choice = localStorage.getItem(KEY);
    return CHOICES.includes(choice) ? choice : "auto";
  } catch {
    return "auto";
  }
}

let choice = stored();

function apply() {
  if (choice === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

apply();

/** Let a button go round the three; `drawn(choice)` shows which it is. */
export function themeButton(button, drawn) {
  button.addEventListener("click", () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // not kept then; the button still works
    }
    apply();
    drawn(choice);
  });
  drawn(choice);
}
