// The messages that only one channel has: WhatsApp flows and orders, KakaoTalk product
// cards, LINE notifications, and the answer to a WhatsApp flow.

import { h } from "./dom.js";
import * as part from "./parts.js";
import { asList, asObject, asText, humanized, members } from "./values.js";

const TYPES = new Map([
  ["FLOWS", ["play", "Flow", flow]],
  ["ORDER_DETAILS", ["cart", "Order to pay", orderDetails]],
  ["ORDER_STATUS", ["cart", "Order status", orderStatus]],
  ["COMMERCE", ["cart", "Product card", commerce]],
  ["CAROUSEL_COMMERCE", ["cart", "Product cards", carouselCommerce]],
  ["NOTIFICATION_MESSAGE_TEMPLATE", ["template", "Notification", lineNotification]],
]);

/** A member of app_message.channel_specific_message. */
export function channelSpecific(value) {
  const { message_type, message } = asObject(value);
  const [iconName, label, render] = TYPES.get(message_type) ?? [
    "file",
    humanized(message_type) || "Of no type",
    part.allFields,
  ];
  return part.card(iconName, label, render(asObject(message)));
}

/** contact_message.channel_specific_message: what the contact filled in. */
export function flowReply({ message_type, message }) {
  const { nfm_reply, type } = asObject(message);
  if (!nfm_reply) return part.card("file", humanized(message_type), part.allFields(message));
  const { name, body, response_json } = asObject(nfm_reply);
  return part.card(
    "reply",
    name === "address_message" ? "Address filled in" : "Flow answered",
    part.title(body),
    answers(response_json),
    part.note([type, name].map(asText).filter(Boolean).join(" · ")),
  );
}

function answers(json) {
  try {
    const value = JSON.parse(json);
    if (members(value).length) return part.fields(members(value));
  } catch {
    // not JSON after all: shown as it is
  }
  return h("pre", { class: "raw" }, asText(json).slice(0, 2_000));
}

function header(value) {
  const { type, text, ...rest } = asObject(value);
  if (type === "text") return part.title(text);
  const { link } = asObject(rest[type]);
  return link ? part.media({ url: link }) : null;
}

function framed({ header: head, body, footer }, ...children) {
  return [
    header(head),
    part.text(asObject(body).text),
    ...children,
    part.note(asObject(footer).text),
  ];
}

function flow(message) {
  const { flow_cta, flow_id, flow_mode, flow_token, flow_action, flow_action_payload } = message;
  const { screen, data } = asObject(flow_action_payload);
  return framed(
    message,
    buttons([[flow_cta]]),
    part.fields([
      ["Flow", flow_id],
      ["Mode", flow_mode],
      ["Token", flow_token],
      ["Action", flow_action],
      ["Screen", screen],
      ["Data", data],
    ]),
  );
}

function orderDetails(message) {
  const payment = asObject(message.payment);
  const order = asObject(payment.order);
  return framed(
    message,
    h(
      "ul",
      { class: "list-items" },
      asList(order.items)
        .map(asObject)
        .map((item) =>
          h(
            "li",
            {},
            part.text(item.name, "list-item"),
            part.note(
              `${asText(item.quantity)} × ${asText(item.amount_value)} · ${asText(item.retailer_id)}`,
            ),
          ),
        ),
    ),
    part.fields([
      ["Subtotal", order.subtotal_value],
      ["Shipping", order.shipping_value],
      ["Discount", order.discount_value],
      ["Tax", order.tax_value],
      ["Total", payment.total_amount_value],
      ["Reference", payment.reference_id],
      ["Goods", payment.type_of_goods],
      ["Payment", payment.type],
      ["Expires", order.expiration_time],
    ]),
    buttons(
      asList(payment.payment_buttons)
        .map(asObject)
        .map(({ type, uri, code, digitable_line }) => [
          humanized(type),
          uri ?? code ?? digitable_line,
        ]),
    ),
    part.note("Amounts are in the smallest unit."),
  );
}

function orderStatus(message) {
  const { reference_id, order } = asObject(message.payment);
  const { status, description } = asObject(order);
  return framed(
    message,
    part.title(humanized(status)),
    part.text(description),
    part.fields([["Reference", reference_id]]),
  );
}

function commerce({
  image,
  commerce: product,
  buttons: taps,
  coupon,
  additional_content,
  push_alarm,
  adult,
}) {
  const { title, regular_price, discount_price, discount_rate, discount_fixed } = asObject(product);
  return [
    image ? part.media({ url: asObject(image).image_url }) : null,
    part.title(title),
    part.fields([
      ["Price", regular_price],
      ["Now", discount_price],
      ["Discount", discount_rate === undefined ? discount_fixed : `${asText(discount_rate)} %`],
    ]),
    part.text(additional_content),
    coupon ? part.fields(couponFields(asObject(coupon))) : null,
    buttons(
      asList(taps)
        .map(asObject)
        .map(({ name, link_mo, scheme_ios }) => [name, link_mo ?? scheme_ios]),
    ),
    part.fields([
      ["Push alarm", push_alarm],
      ["Adults only", adult],
    ]),
  ];
}

function couponFields({ type, title, description, discount_fixed, discount_rate }) {
  return [
    ["Coupon", title ?? humanized(type)],
    ["Coupon's terms", description],
    ["Coupon's worth", discount_rate === undefined ? discount_fixed : `${asText(discount_rate)} %`],
  ];
}

function carouselCommerce({ carousel, push_alarm, adult }) {
  const { head, list, tail } = asObject(carousel);
  const { header: headline, content, image_url } = asObject(head);
  return [
    part.title(headline),
    part.text(content),
    image_url ? part.media({ url: image_url }) : null,
    h(
      "div",
      { class: "carousel" },
      asList(list).map((one) => h("div", { class: "card" }, commerce(asObject(one)))),
    ),
    part.fields([
      ["More at", asObject(tail).link_mo],
      ["Push alarm", push_alarm],
      ["Adults only", adult],
    ]),
  ];
}

function lineNotification({ template_key, body }) {
  const { emphasized_item, items, buttons: taps } = asObject(body);
  return [
    part.title(asObject(emphasized_item).content),
    part.note(asObject(emphasized_item).item_key),
    part.fields(
      asList(items)
        .map(asObject)
        .map(({ item_key, content }) => [asText(item_key), content]),
    ),
    buttons(
      asList(taps)
        .map(asObject)
        .map(({ button_key, url }) => [button_key, url]),
    ),
    part.fields([["Template", template_key]]),
  ];
}

/** What can be tapped: pairs of what it says and where it leads. */
function buttons(pairs) {
  const shown = pairs.filter(([label]) => asText(label) !== "");
  if (!shown.length) return null;
  return h(
    "ul",
    { class: "choices" },
    shown.map(([label, detail]) => part.choice(label, detail)),
  );
}
