// A list of any length of which only the visible rows are in the document.
//
// Rows may differ in height: a row counts with a guess until it was on screen, then with
// what was measured. What the reader looks at must not move when rows come, go or turn out
// taller than guessed, so the first visible row is the anchor; a reader at the growing
// edge stays at the edge instead.
//
// For assistive technology it is a listbox: one tab stop, arrows move, and aria-posinset
// and aria-setsize tell the place among rows that are not in the document.

const OVERSCAN = 600; // pixels above and below the window that are kept ready
const AT_EDGE = 32; // pixels from the edge that count as being there

export class VirtualList {
  #rows = [];
  #index = new Map(); // key -> place in rows
  #offsets = new Float64Array(1); // where each row begins; the last is the whole height
  #heights = new Map(); // key -> [version, height as measured]
  #elements = new Map(); // key -> [version, element]
  #atEdge = true;
  #width = 0;
  #viewport = 0;
  #scrolled = false;

  /**
   * scroller: the element that scrolls. edge: where new rows come, "end" or "start".
   * guess: pixels of a row not measured yet. render(row): its element. onMove(row): the
   * reader went to a row with the keyboard. onOpen(row, {byKey}): the reader wants to see
   * it (Enter, or a click). invalidate(): asks for an update in the next frame.
   * A row is {key, version, fixed?}: version changes when it must be drawn again; fixed
   * rows (separators) cannot be chosen.
   */
  constructor(scroller, { edge, guess, render, onMove, onOpen, invalidate }) {
    Object.assign(this, { scroller, edge, guess, render, onMove, onOpen });
    this.activeKey = null;
    this.space = document.createElement("div");
    this.space.className = "virtual-space";
    this.window = document.createElement("div");
    this.window.className = "virtual-window";
    this.window.setAttribute("role", "presentation");
    this.space.setAttribute("role", "presentation");
    this.space.append(this.window);
    scroller.replaceChildren(this.space);
    scroller.setAttribute("role", "listbox");
    scroller.tabIndex = 0;
    scroller.addEventListener("scroll", () => {
      this.#scrolled = true;
      invalidate();
    });
    scroller.addEventListener("click", (event) => this.#clicked(event));
    scroller.addEventListener("keydown", (event) => this.#pressed(event));
    new ResizeObserver(invalidate).observe(scroller);
  }

  /** Rows between the reader and the growing edge; 0 if the reader is there. */
  get behind() {
    if (this.#atEdge || !this.#rows.length) return 0;
    const top = this.scroller.scrollTop;
    return this.edge === "end"
      ? this.#rows.length - 1 - this.#rowAt(top + this.#viewport)
      : this.#rowAt(top);
  }

  /** Show these rows from now on, and what has the reader's attention. */
  update(rows, activeKey) {
    this.activeKey = activeKey;
    const { clientWidth, clientHeight } = this.scroller;
    if (!clientHeight) return; // not shown
    if (clientWidth !== this.#width) this.#heights.clear(); // text wraps elsewhere now
    this.#width = clientWidth;
    this.#viewport = clientHeight;
    if (this.#scrolled) this.#atEdge = this.#isAtEdge();
    this.#scrolled = false;
    const anchor = this.#anchor();
    this.#rows = rows;
    this.#index = new Map(rows.map((row, index) => [row.key, index]));
    this.#place();
    this.#restore(anchor);
    this.#draw(anchor);
  }

  /** Go to the growing edge and stay there. */
  follow() {
    this.#atEdge = true;
    this.#scrolled = false;
  }

  #isAtEdge() {
    const { scrollTop } = this.scroller;
    if (this.edge === "start") return scrollTop < AT_EDGE;
    return this.scroller.scrollHeight - scrollTop - this.#viewport < AT_EDGE;
  }

  #anchor() {
    if (this.#atEdge || !this.#rows.length) return null;
    const top = this.scroller.scrollTop;
    // If the anchor itself goes (a filter), the next rows stand in for it.
    const first = this.#rowAt(top);
    return this.#rows
      .slice(first, first + 20)
      .map((row, place) => ({ key: row.key, shift: top - this.#offsets[first + place] }));
  }

  #restore(anchor) {
    const { scroller } = this;
    this.space.style.height = `${this.#offsets.at(-1)}px`;
    let top = scroller.scrollTop;
    if (this.#atEdge) top = this.edge === "end" ? scroller.scrollHeight - this.#viewport : 0;
    else {
      const kept = anchor?.find(({ key }) => this.#index.has(key));
      if (kept) top = this.#offsets[this.#index.get(kept.key)] + kept.shift;
    }
    if (Math.abs(scroller.scrollTop - top) >= 1) scroller.scrollTop = top;
  }

  #place() {
    const offsets = new Float64Array(this.#rows.length + 1);
    this.#rows.forEach((row, index) => {
      const [version, height] = this.#heights.get(row.key) ?? [];
      offsets[index + 1] = offsets[index] + (version === row.version ? height : this.guess);
    });
    this.#offsets = offsets;
  }

  #rowAt(offset) {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#offsets[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  #draw(anchor) {
    // Measuring what is drawn can move the window to rows not drawn yet. Guesses are near,
    // so this settles at once or after one more round.
    for (let round = 0; round < 4; round += 1) {
      const top = this.scroller.scrollTop;
      const first = this.#rowAt(top - OVERSCAN);
      const last = this.#rowAt(top + this.#viewport + OVERSCAN);
      this.#show(first, this.#rows.length ? last : -1);
      if (!this.#measure()) break;
      this.#place();
      this.#restore(anchor);
      this.window.style.transform = `translateY(${this.#offsets[first]}px)`;
    }
  }

  #show(first, last) {
    const kept = new Map();
    let next = this.window.firstChild;
    for (let index = first; index <= last; index += 1) {
      const row = this.#rows[index];
      let [version, element] = this.#elements.get(row.key) ?? [];
      if (version !== row.version) {
        const fresh = this.render(row);
        if (element) {
          if (next === element) next = element.nextSibling;
          element.remove();
        }
        element = fresh;
      }
      this.#mark(element, row, index);
      kept.set(row.key, [row.version, element]);
      if (element === next) next = next.nextSibling;
      else this.window.insertBefore(element, next);
    }
    while (next) {
      const gone = next;
      next = next.nextSibling;
      gone.remove();
    }
    this.#elements = kept;
    this.window.style.transform = `translateY(${this.#offsets[first] ?? 0}px)`;
    const active = this.#elements.get(this.activeKey)?.[1];
    if (active) this.scroller.setAttribute("aria-activedescendant", active.id);
    else this.scroller.removeAttribute("aria-activedescendant");
  }

  #mark(element, row, index) {
    if (row.fixed) {
      element.setAttribute("role", "presentation");
      return;
    }
    element.id = `${this.scroller.id}-row-${index}`;
    element.dataset.key = row.key;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", String(row.key === this.activeKey));
    element.setAttribute("aria-posinset", String(index + 1));
    element.setAttribute("aria-setsize", String(this.#rows.length));
  }

  #measure() {
    let changed = false;
    for (const [key, [version, element]] of this.#elements) {
      const [known, height] = this.#heights.get(key) ?? [];
      if (known === version) continue;
      const measured = element.getBoundingClientRect().height;
      changed ||= measured !== height;
      this.#heights.set(key, [version, measured]);
    }
    return changed;
  }

  #clicked(event) {
    const key = event.target.closest("[data-key]")?.dataset.key;
    const row = this.#rows[this.#index.get(key)];
    const marked = getSelection();
    // Marking text with the mouse is not choosing a row.
    if (!row || (!marked.isCollapsed && this.scroller.contains(marked.anchorNode))) return;
    if (!row.fixed) this.onOpen(row, { byKey: false });
  }

  #pressed(event) {
    if (event.target !== this.scroller || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.#index.get(this.activeKey);
    const count = this.#rows.length;
    const page = Math.max(1, Math.floor(this.#viewport / this.guess) - 1);
    const unset = this.edge === "end" ? count : -1;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    let target = null;
    if (event.key in steps) target = (at ?? unset) + steps[event.key];
    else if (event.key === "Home") target = 0;
    else if (event.key === "End") target = count - 1;
    else if (event.key === "Enter" || event.key === " ") {
      if (at !== undefined) this.onOpen(this.#rows[at], { byKey: true });
    } else return;
    event.preventDefault();
    if (target === null || !count) return;
    this.#moveTo(target, target < (at ?? unset) ? -1 : 1);
  }

  #moveTo(target, direction) {
    const start = Math.min(Math.max(target, 0), this.#rows.length - 1);
    // Over fixed rows, and back again if the list ends with one.
    for (const step of [direction, -direction]) {
      let index = start;
      while (this.#rows[index]?.fixed) index += step;
      if (!this.#rows[index]) continue;
      this.#reveal(index);
      this.onMove(this.#rows[index]);
      return;
    }
  }

  #reveal(index) {
    const { scroller } = this;
    const top = this.#offsets[index];
    const bottom = this.#offsets[index + 1];
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + this.#viewport)
      scroller.scrollTop = bottom - this.#viewport;
  }
}
