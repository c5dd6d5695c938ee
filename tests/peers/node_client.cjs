// Drives @sinch/sdk-core as its users do. JSON lines on stdin: first the settings, then lists of
// calls; the calls of one line run in parallel and are answered by one line of results.
'use strict';
const readline = require('node:readline');
const { SinchClient } = require('@sinch/sdk-core');

function inject(client, { conversation_id, body }) {
  return client.conversation.conversation.injectMessage({
    conversation_id,
    injectMessageRequestBody: { ...body, accept_time: new Date(body.accept_time) },
  });
}

async function read(client, { what, arguments: given }) {
  const { messages } = client.conversation;
  if (what !== 'list') return messages[what](given);
  const found = [];
  for await (const message of messages.list(given)) found.push(message);
  return found;
}

async function done(client, call) {
  try {
    return { answer: await (call.what ? read : inject)(client, call) };
  } catch (error) {
    if (error.statusCode === undefined) throw error;
    return {
      error: {
        type: error.constructor.name,
        status: error.statusCode,
        body: JSON.parse(error.data),
        headers: error.responseHeaders,
      },
    };
  }
}

async function main() {
  let client;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const given = JSON.parse(line);
    if (client === undefined) {
      client = new SinchClient({
        projectId: given.project_id,
        keyId: given.key_id,
        keySecret: given.key_secret,
        authHostname: given.auth_url,
        conversationHostname: given.base_url,
        logger: null, // it writes to stdout, which is ours
      });
    } else {
      const results = await Promise.all(given.map((call) => done(client, call)));
      process.stdout.write(JSON.stringify(results) + '\n');
    }
  }
}

main();
