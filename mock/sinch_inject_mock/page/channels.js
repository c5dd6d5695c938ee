// The channels of the contract, what people call them, and their badges.

import { h } from "./dom.js";

/** All channels that the contract knows: the server makes this file of it. */
export { CHANNELS } from "./contract.js";

// A map, not an object: a channel named "constructor" must not find one.
const NAMES = new Map([
  ["WHATSAPP", "WhatsApp"],
  ["RCS", "RCS"],
  ["SMS", "SMS"],
  ["MESSENGER", "Messenger"],
  ["VIBERBM", "Viber"],
  ["MMS", "MMS"],
  ["INSTAGRAM", "Instagram"],
  ["TELEGRAM", "Telegram"],
  ["KAKAOTALK", "KakaoTalk"],
  ["KAKAOTALKCHAT", "Kakao Chat"],
  ["LINE", "LINE"],
  ["WECHAT", "WeChat"],
  ["APPLEBC", "Apple"],
]);

/** What people call the channel; the word itself if it is not a known one. */
export const channelName = (channel) => NAMES.get(channel) ?? channel;

/** Badges for the first few channels of a conversation, and how many more there are. */
export function channelBadges(counts, most) {
  const channels = [...counts];
  const more = channels.length - most;
  return [
    channels.slice(0, most).map(([channel, count]) => channelBadge(channel, count)),
    more > 0 ? h("span", { class: "chip" }, `+${more}`) : null,
  ];
}

/** A small coloured label. Colours stand in chat.css, one class a channel. */
export function channelBadge(channel, count = null) {
  const known = NAMES.has(channel) ? ` channel-${channel.toLowerCase()}` : "";
  return h(
    "span",
    { class: `badge channel${known}`, title: channel },
    channelName(channel) || "no channel",
    count !== null && count > 1
      ? h("span", { class: "badge-count" }, ` ${count.toLocaleString("en")}`)
      : null,
  );
}
