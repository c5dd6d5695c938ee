// Calls to the simulator's admin interface. It refuses other origins; this page is served
// by it.

import { asText } from "./values.js";

/** Call and return the answer's JSON value; an Error says what the simulator said. */
export function call(method, path, value) {
  if (value === undefined) return send(method, path);
  return send(method, path, JSON.stringify(value), "application/json");
}

/** The same with a body that is bytes or a text already. */
export async function send(method, path, body, type) {
  const headers = type === undefined ? {} : { "content-type": type };
  const answer = await fetch(`/_mock/${path}`, { method, headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status}: ${sentence(text) || answer.statusText}`);
  return text ? JSON.parse(text) : {};
}

function sentence(text) {
  try {
    const value = JSON.parse(text);
    return asText(value.error?.message ?? value.error ?? value.message ?? text);
  } catch {
    return text.slice(0, 300); // not JSON: say what came
  }
}
