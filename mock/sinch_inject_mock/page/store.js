// What has arrived, arranged for showing: messages by conversation in the order of their
// accept_time, and the request log. No DOM here.

import { lazyWords, passes, isActive } from "./filters.js";
import { parseInstant } from "./time.js";
import { asObject, asText } from "./values.js";

// The page forgets the oldest beyond these, so that a tab left open stays usable. The
// simulator keeps its own.
const KEPT_MESSAGES = 50_000;
const KEPT_REQUESTS = 20_000;

export class Store {
  #filterVersion = 0;
  #filter = null;

  constructor() {
    this.clear("all");
  }

  /** Forget "all", "messages" or "requests". */
  clear(what) {
    if (what !== "requests") {
      this.messages = []; // as they arrived
      this.messageById = new Map();
      this.conversations = new Map();
      this.channels = new Set();
    }
    if (what !== "messages") {
      this.requests = []; // as they arrived
      this.requestById = new Map();
      this.requestBySequence = new Map();
      this.refused = 0;
    }
  }

  /** Take in one batch of the event stream. What is known already is left as it is. */
  add({ messages = [], requests = [] }) {
    const touched = new Set();
    for (const raw of messages) {
      if (!this.messageById.has(raw.id)) touched.add(this.#addMessage(messageRecord(raw)));
    }
    for (const conversation of touched) sortByAcceptTime(conversation.messages);
    for (const raw of requests) {
      if (!this.requestBySequence.has(raw.sequence)) this.#addRequest(requestRecord(raw));
    }
    this.#forgetOldest();
  }

  #addMessage(message) {
    this.messages.push(message);
    this.messageById.set(message.id, message);
    if (message.channel) this.channels.add(message.channel);
    let conversation = this.conversations.get(message.key);
    if (!conversation) {
      conversation = {
        key: message.key,
        id: message.conversationId,
        projectId: message.projectId,
        messages: [],
        channels: new Map(),
        lastSequence: 0,
      };
      this.conversations.set(message.key, conversation);
    }
    conversation.messages.push(message);
    conversation.lastSequence = message.sequence;
    const count = conversation.channels.get(message.channel) ?? 0;
    conversation.channels.set(message.channel, count + 1);
    return conversation;
  }

  #addRequest(request) {
    this.requests.push(request);
    this.requestBySequence.set(request.sequence, request);
    this.requestById.set(request.raw.request_id, request);
    if (isRefused(request.verdict)) this.refused += 1;
  }

  #forgetOldest() {
    // A tenth over the limit is let be, so that this runs rarely and not on every batch.
    if (this.messages.length > KEPT_MESSAGES * 1.1) {
      const kept = this.messages.slice(-KEPT_MESSAGES);
      this.clear("messages");
      const touched = new Set(kept.map((message) => this.#addMessage(message)));
      for (const conversation of touched) sortByAcceptTime(conversation.messages);
    }
    if (this.requests.length > KEPT_REQUESTS * 1.1) {
      const kept = this.requests.slice(-KEPT_REQUESTS);
      this.clear("requests");
      for (const request of kept) this.#addRequest(request);
    }
  }

  /** Take out the messages that were deleted; their requests stay, and say so. */
  remove(ids) {
    const gone = new Set(ids);
    const touched = new Set();
    for (const id of gone) {
      const message = this.messageById.get(id);
      if (!message) continue;
      this.messageById.delete(id);
      const conversation = this.conversations.get(message.key);
      const count = conversation.channels.get(message.channel) - 1;
      if (count) conversation.channels.set(message.channel, count);
      else conversation.channels.delete(message.channel);
      touched.add(conversation);
    }
    const stays = (message) => !gone.has(message.id);
    this.messages = this.messages.filter(stays);
    for (const conversation of touched) {
      conversation.messages = conversation.messages.filter(stays);
    }
    for (const { raw } of this.requests) {
      if (gone.has(raw.message_id) && raw.verdict === "injected") raw.deleted = true;
    }
  }

  /** Say what the filter is from now on. Each record is judged once per filter. */
  setFilter(filter) {
    this.#filter = isActive(filter) ? filter : null;
    this.#filterVersion += 1;
  }

  /** True if the record passes the filter. */
  shows(record) {
    if (this.#filter === null) return true;
    if (record.judged !== this.#filterVersion) {
      record.judged = this.#filterVersion;
      record.passes = passes(record, this.#filter);
    }
    return record.passes;
  }

  /** The messages of a conversation that pass the filter, by accept_time. */
  shownMessages(conversation) {
    if (this.#filter === null) return conversation.messages;
    return conversation.messages.filter((message) => this.shows(message));
  }
}

const QUIET = new Set(["injected", "listed", "read", "deleted", "token", "other"]);

/** Verdicts that count as "something went wrong" in the log's badge. */
export const isRefused = (verdict) => !QUIET.has(verdict);

/** The key of a conversation: ids are unique within a project only. */
export const conversationKey = (projectId, id) => JSON.stringify([projectId, id]);

function messageRecord(raw) {
  const body = asObject(raw.message);
  const accepted = parseInstant(body.accept_time);
  return {
    raw,
    body,
    id: raw.id,
    sequence: raw.sequence,
    projectId: raw.project_id,
    conversationId: raw.conversation_id,
    key: conversationKey(raw.project_id, raw.conversation_id),
    channel: asText(asObject(body.channel_identity).channel),
    direction: asText(body.direction),
    at: Number.isNaN(accepted) ? parseInstant(raw.received_at) : accepted,
    words: lazyWords(raw.conversation_id, body),
  };
}

function requestRecord(raw) {
  const body = asObject(raw.body);
  return {
    raw,
    sequence: raw.sequence,
    verdict: raw.verdict,
    conversationId: raw.conversation_id,
    channel: asText(asObject(body.channel_identity).channel),
    direction: asText(body.direction),
    at: parseInstant(raw.time),
    words: lazyWords(raw.path, raw.request_id, raw.verdict, raw.body, raw.raw_body, raw.problems),
  };
}

function sortByAcceptTime(messages) {
  // Nearly always in order already; the engine's sort is linear then. Equal times keep
  // the order of arrival.
  messages.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
}
