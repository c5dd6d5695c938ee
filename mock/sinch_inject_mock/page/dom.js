// Builds elements. The only way this page makes DOM from data.
//
// Messages are hostile by assumption: whatever a client injects ends up here. So data
// only ever becomes a text node or an attribute whose name stands in our code; nothing
// in this page parses HTML, sets a URL attribute, or writes a style attribute from data.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 * attributes: a function is an event listener, true is an empty attribute, null and false
 * are left out. children: nodes, strings (as text), arrays of both; null is left out.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child); // append() makes a text node of a string
  }
}

/** Replace what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** The element with this id; the page is broken without it, so say which one. */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element #${id}`);
  return element;
}

/** An outline icon of 24 by 24 units, decoration only. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS.get(name) ?? ICONS.get("dot"));
  svg.append(path);
  return svg;
}

const ICONS = new Map(
  Object.entries({
    alert: "M12 4 2.8 20h18.4zM12 10v4m0 3v.01",
    back: "M15 5l-7 7 7 7",
    bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
    calendar: "M4 6h16v14H4zM4 10h16M8 3v4m8-4v4",
    card: "M3 6h18v12H3zM3 10h18M7 14h4",
    cart: "M3 4h2l2.5 11h10l2-8H6M9 19.5v.01M17 19.5v.01",
    clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4v5l3.5 2",
    close: "M6 6l12 12M18 6 6 18",
    copy: "M9 9h11v11H9zM15 9V4H4v11h5",
    dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
    auto: "M12 3a9 9 0 1 0 0 18zm0 0a9 9 0 0 1 0 18",
    dot: "M12 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2z",
    down: "M12 5v14m-6-6 6 6 6-6",
    file: "M6 3h8l4 4v14H6zM14 3v4h4",
    image: "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15 9.5v.01",
    light:
      "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.4 1.4m11.2 11.2L19 19M5 19l1.4-1.4M17.6 6.4 19 5",
    link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1.5-1.5",
    list: "M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01",
    phone:
      "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1.5 1.5 0 0 1-1.5 1.5A15.5 15.5 0 0 1 3.5 5.5 1.5 1.5 0 0 1 5 4z",
    pin: "M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    play: "M8 5v14l11-7z",
    reply: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6",
    search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm5 12 4.5 4.5",
    sound:
      "M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zm10-2a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
    template: "M4 4h16v5H4zM4 13h9v7H4zM17 13h3v7h-3z",
    trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5m4-5v5",
    user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20a7.5 7.5 0 0 1 15 0",
  }),
);
