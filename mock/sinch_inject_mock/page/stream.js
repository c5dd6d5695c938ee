// The live connection: server-sent events, reconnected and resumed by us.
//
// EventSource reconnects by itself, but gives up for good after some answers (a proxy's
// 502, a server that is just starting). So each attempt is a new one, which resumes with
// `?after=` behind the last event that was seen.

const FIRST_DELAY = 250;
const LONGEST_DELAY = 2_000;

/**
 * Follow /_mock/events until the page goes.
 * on.hello(data, again), on.batch(data), on.reset(data), on.deleted(data), on.clock(data),
 * on.faults(data): the events. on.state("connecting" | "live" | "lost"): for showing.
 */
export function follow(on) {
  let lastId = "";
  let boot = null;
  let delay = FIRST_DELAY;

  function connect() {
    const query = lastId ? `?after=${encodeURIComponent(lastId)}` : "";
    const source = new EventSource(`/_mock/events${query}`);
    const listen = (name, handle) =>
      source.addEventListener(name, (event) => {
        if (event.lastEventId) lastId = event.lastEventId;
        handle(JSON.parse(event.data));
      });

    listen("hello", (data) => {
      delay = FIRST_DELAY;
      // Another start of the simulator: what we have is not its history.
      const restarted = boot !== null && boot !== data.boot;
      boot = data.boot;
      if (restarted) lastId = "";
      on.state("live");
      on.hello(data, restarted);
    });
    for (const name of ["batch", "reset", "deleted", "clock", "faults"]) listen(name, on[name]);

    source.addEventListener("error", () => {
      source.close();
      on.state("lost");
      setTimeout(connect, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY);
    });
  }

  on.state("connecting");
  connect();
}
