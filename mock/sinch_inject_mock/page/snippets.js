// Commands that send a request again: for a shell, and for Python with sinch_inject.
// Credentials are named, never shown; the simulator does not tell them anyway.

/** The whole of a text as one word of a POSIX shell. */
const shellQuoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Where a message is injected. The colon before the verb stays as it is. */
export const injectPath = (projectId, conversationId) =>
  `/v1/projects/${encodeURIComponent(projectId)}` +
  `/conversations/${encodeURIComponent(conversationId)}:inject-message`;

/**
 * A curl command. body: the exact text to send, or null. credentials: what stands after
 * --user, already quoted for the shell.
 */
export function asCurl({ method, url, body, contentType }, credentials) {
  const parts = [`curl --request ${method} ${shellQuoted(url)}`, `--user ${credentials}`];
  if (/[[\]{}]/.test(url)) parts.push("--globoff"); // curl would read these as patterns
  if (body !== null) {
    parts.push(`--header ${shellQuoted(`content-type: ${contentType}`)}`);
    parts.push(`--data-raw ${shellQuoted(body)}`);
  }
  return parts.join(" \\\n  ");
}

/** Names of the environment, so that no secret gets into a shell's history. */
export const NAMED_CREDENTIALS = '"$SINCH_KEY_ID:$SINCH_KEY_SECRET"';

/** A Python program with the library. origin: of this simulator. */
export function asPython({ origin, projectId, conversationId, body }) {
  return `# The environment has SINCH_KEY_ID, SINCH_KEY_SECRET
# and SINCH_PROJECT_ID=${projectId.replaceAll(/\s/g, " ")}
from sinch_inject import InjectClient

with InjectClient.from_env(
    base_url=${literal(origin)},
    auth_url=${literal(origin)},
) as sinch:
    sinch.inject(
        ${literal(conversationId)},
${indented(literal(body, 0), 8)},
    )
`;
}

const indented = (text, spaces) =>
  text
    .split("\n")
    .map((line) => " ".repeat(spaces) + line)
    .join("\n");

/** A JSON value as a Python literal. JSON's string escapes all mean the same in Python. */
function literal(value, depth = 0) {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = "    ".repeat(depth + 1);
  const outer = "    ".repeat(depth);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const entries = Object.entries(value).map(([name, member]) => {
    const shown = literal(member, depth + 1);
    return Array.isArray(value) ? inner + shown : `${inner}${JSON.stringify(name)}: ${shown}`;
  });
  if (!entries.length) return open + close;
  return `${open}\n${entries.join(",\n")},\n${outer}${close}`;
}

/** Put a text on the clipboard, also where the page is not a secure context. */
export async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Plain http on another host than loopback: only this old way is left.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "offscreen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("the browser does not let this page use the clipboard");
}
