// The npm package @sinch/sdk-core: injectMessage from so many promises at once.
'use strict';
const { SinchClient } = require('@sinch/sdk-core');

function option(name, fallback) {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? fallback : process.argv[index + 1];
}

async function main() {
  const url = option('url');
  const count = Number(option('count', '1000'));
  const warm = Number(option('warm', '200'));
  const atOnce = Number(option('at-once', '32'));
  const client = new SinchClient({
    projectId: 'demo-project',
    keyId: 'demo-key',
    keySecret: 'demo-secret',
    authHostname: url,
    conversationHostname: url,
    logger: null,
  });
  const text = 'Your order has left our house and should be with you tomorrow before noon. '.repeat(3);
  const body = {
    app_message: { text_message: { text } },
    accept_time: new Date(Date.now() - 3600 * 1000),
    channel_identity: { channel: 'WHATSAPP', identity: '46700000001' },
    contact_id: '01HBENCHCONTACT00000000000',
    direction: 'TO_CONTACT',
    processing_mode: 'CONVERSATION',
    metadata: 'm'.repeat(65),
  };
  const call = () =>
    client.conversation.conversation.injectMessage({
      conversation_id: '01HBENCHCONVERSATION0000000',
      injectMessageRequestBody: body,
    });
  const work = async (times) => {
    for (let index = 0; index < times; index += 1) await call();
  };
  const round = (times) => Promise.all(Array.from({ length: atOnce }, () => work(times)));
  await round(Math.max(1, Math.floor(warm / atOnce)));
  const each = Math.floor(count / atOnce);
  const wall = process.hrtime.bigint();
  const before = process.cpuUsage();
  await round(each);
  const used = process.cpuUsage(before);
  const calls = each * atOnce;
  console.log(
    JSON.stringify({
      cpu_us: (used.user + used.system) / calls,
      count: calls,
      wall_s: Number(process.hrtime.bigint() - wall) / 1e9,
    }),
  );
}

main();
