"""Contains all the data models used in inputs/outputs"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .address_info import AddressInfo
    from .agent import Agent
    from .agent_type import AgentType
    from .app_message import AppMessage
    from .boleto_payment_button import BoletoPaymentButton
    from .calendar_message import CalendarMessage
    from .call_message import CallMessage
    from .card_message import CardMessage
    from .card_message_height import CardMessageHeight
    from .card_message_properties import CardMessageProperties
    from .carousel_commerce_message import CarouselCommerceMessage
    from .carousel_message import CarouselMessage
    from .channel import Channel
    from .channel_identity import ChannelIdentity
    from .channel_specific_message import ChannelSpecificMessage
    from .channel_specific_message_message_type import ChannelSpecificMessageMessageType
    from .channel_specific_messages import ChannelSpecificMessages
    from .channel_templates import ChannelTemplates
    from .choice import Choice
    from .choice_display_mode import ChoiceDisplayMode
    from .choice_item import ChoiceItem
    from .choice_message import ChoiceMessage
    from .choice_message_properties import ChoiceMessageProperties
    from .choice_response_message import ChoiceResponseMessage
    from .commerce_message import CommerceMessage
    from .contact_channel_specific_message import ContactChannelSpecificMessage
    from .contact_info_message import ContactInfoMessage
    from .contact_message import ContactMessage
    from .conversation_message import ConversationMessage
    from .coordinates import Coordinates
    from .delete_message_response import DeleteMessageResponse
    from .direction import Direction
    from .email_info import EmailInfo
    from .error_answer import ErrorAnswer
    from .error_detail import ErrorDetail
    from .error_status import ErrorStatus
    from .explicit_channel_message import ExplicitChannelMessage
    from .explicit_channel_omni_message import ExplicitChannelOmniMessage
    from .fallback_message import FallbackMessage
    from .flow_action_payload import FlowActionPayload
    from .flow_action_payload_data import FlowActionPayloadData
    from .flows_message import FlowsMessage
    from .flows_message_flow_action import FlowsMessageFlowAction
    from .flows_message_flow_mode import FlowsMessageFlowMode
    from .inject_message_request import InjectMessageRequest
    from .inject_message_response import InjectMessageResponse
    from .kakao_app_link_button import KakaoAppLinkButton
    from .kakao_bot_keyword_button import KakaoBotKeywordButton
    from .kakao_carousel import KakaoCarousel
    from .kakao_carousel_head import KakaoCarouselHead
    from .kakao_carousel_item import KakaoCarouselItem
    from .kakao_carousel_tail import KakaoCarouselTail
    from .kakao_coupon import KakaoCoupon
    from .kakao_coupon_type import KakaoCouponType
    from .kakao_fixed_discount import KakaoFixedDiscount
    from .kakao_image import KakaoImage
    from .kakao_percentage_discount import KakaoPercentageDiscount
    from .kakao_regular_price import KakaoRegularPrice
    from .kakao_web_link_button import KakaoWebLinkButton
    from .line_notification_body import LineNotificationBody
    from .line_notification_button import LineNotificationButton
    from .line_notification_item import LineNotificationItem
    from .line_notification_message import LineNotificationMessage
    from .link_payment_button import LinkPaymentButton
    from .list_item_choice import ListItemChoice
    from .list_item_product import ListItemProduct
    from .list_message import ListMessage
    from .list_message_properties import ListMessageProperties
    from .list_messages_response import ListMessagesResponse
    from .list_section import ListSection
    from .location_message import LocationMessage
    from .media_card_message import MediaCardMessage
    from .media_message import MediaMessage
    from .messages_source import MessagesSource
    from .messages_view import MessagesView
    from .name_info import NameInfo
    from .nfm_reply import NfmReply
    from .nfm_reply_message import NfmReplyMessage
    from .nfm_reply_name import NfmReplyName
    from .omni_message_override import OmniMessageOverride
    from .order_details_message import OrderDetailsMessage
    from .order_details_order import OrderDetailsOrder
    from .order_details_payment import OrderDetailsPayment
    from .order_details_payment_type import OrderDetailsPaymentType
    from .order_details_payment_type_of_goods import OrderDetailsPaymentTypeOfGoods
    from .order_item import OrderItem
    from .order_status_message import OrderStatusMessage
    from .order_status_order import OrderStatusOrder
    from .order_status_order_status import OrderStatusOrderStatus
    from .order_status_payment import OrderStatusPayment
    from .organization_info import OrganizationInfo
    from .phone_number_info import PhoneNumberInfo
    from .pix_payment_button import PixPaymentButton
    from .pix_payment_button_key_type import PixPaymentButtonKeyType
    from .processing_mode import ProcessingMode
    from .product_item import ProductItem
    from .product_response_message import ProductResponseMessage
    from .reason import Reason
    from .reply_to import ReplyTo
    from .share_location_message import ShareLocationMessage
    from .stored_app_message import StoredAppMessage
    from .stored_contact_message import StoredContactMessage
    from .stored_identity import StoredIdentity
    from .stored_media import StoredMedia
    from .stored_part import StoredPart
    from .stored_text import StoredText
    from .template_message import TemplateMessage
    from .template_parameters import TemplateParameters
    from .template_reference import TemplateReference
    from .text_message import TextMessage
    from .url_info import UrlInfo
    from .url_message import UrlMessage
    from .whats_app_body import WhatsAppBody
    from .whats_app_document_header import WhatsAppDocumentHeader
    from .whats_app_footer import WhatsAppFooter
    from .whats_app_header_media import WhatsAppHeaderMedia
    from .whats_app_image_header import WhatsAppImageHeader
    from .whats_app_text_header import WhatsAppTextHeader
    from .whats_app_video_header import WhatsAppVideoHeader
else:
    _MODULES = {
        "AddressInfo": ".address_info",
        "Agent": ".agent",
        "AgentType": ".agent_type",
        "AppMessage": ".app_message",
        "BoletoPaymentButton": ".boleto_payment_button",
        "CalendarMessage": ".calendar_message",
        "CallMessage": ".call_message",
        "CardMessage": ".card_message",
        "CardMessageHeight": ".card_message_height",
        "CardMessageProperties": ".card_message_properties",
        "CarouselCommerceMessage": ".carousel_commerce_message",
        "CarouselMessage": ".carousel_message",
        "Channel": ".channel",
        "ChannelIdentity": ".channel_identity",
        "ChannelSpecificMessage": ".channel_specific_message",
        "ChannelSpecificMessageMessageType": ".channel_specific_message_message_type",
        "ChannelSpecificMessages": ".channel_specific_messages",
        "ChannelTemplates": ".channel_templates",
        "Choice": ".choice",
        "ChoiceDisplayMode": ".choice_display_mode",
        "ChoiceItem": ".choice_item",
        "ChoiceMessage": ".choice_message",
        "ChoiceMessageProperties": ".choice_message_properties",
        "ChoiceResponseMessage": ".choice_response_message",
        "CommerceMessage": ".commerce_message",
        "ContactChannelSpecificMessage": ".contact_channel_specific_message",
        "ContactInfoMessage": ".contact_info_message",
        "ContactMessage": ".contact_message",
        "ConversationMessage": ".conversation_message",
        "Coordinates": ".coordinates",
        "DeleteMessageResponse": ".delete_message_response",
        "Direction": ".direction",
        "EmailInfo": ".email_info",
        "ErrorAnswer": ".error_answer",
        "ErrorDetail": ".error_detail",
        "ErrorStatus": ".error_status",
        "ExplicitChannelMessage": ".explicit_channel_message",
        "ExplicitChannelOmniMessage": ".explicit_channel_omni_message",
        "FallbackMessage": ".fallback_message",
        "FlowActionPayload": ".flow_action_payload",
        "FlowActionPayloadData": ".flow_action_payload_data",
        "FlowsMessage": ".flows_message",
        "FlowsMessageFlowAction": ".flows_message_flow_action",
        "FlowsMessageFlowMode": ".flows_message_flow_mode",
        "InjectMessageRequest": ".inject_message_request",
        "InjectMessageResponse": ".inject_message_response",
        "KakaoAppLinkButton": ".kakao_app_link_button",
        "KakaoBotKeywordButton": ".kakao_bot_keyword_button",
        "KakaoCarousel": ".kakao_carousel",
        "KakaoCarouselHead": ".kakao_carousel_head",
        "KakaoCarouselItem": ".kakao_carousel_item",
        "KakaoCarouselTail": ".kakao_carousel_tail",
        "KakaoCoupon": ".kakao_coupon",
        "KakaoCouponType": ".kakao_coupon_type",
        "KakaoFixedDiscount": ".kakao_fixed_discount",
        "KakaoImage": ".kakao_image",
        "KakaoPercentageDiscount": ".kakao_percentage_discount",
        "KakaoRegularPrice": ".kakao_regular_price",
        "KakaoWebLinkButton": ".kakao_web_link_button",
        "LineNotificationBody": ".line_notification_body",
        "LineNotificationButton": ".line_notification_button",
        "LineNotificationItem": ".line_notification_item",
        "LineNotificationMessage": ".line_notification_message",
        "LinkPaymentButton": ".link_payment_button",
        "ListItemChoice": ".list_item_choice",
        "ListItemProduct": ".list_item_product",
        "ListMessage": ".list_message",
        "ListMessageProperties": ".list_message_properties",
        "ListMessagesResponse": ".list_messages_response",
        "ListSection": ".list_section",
        "LocationMessage": ".location_message",
        "MediaCardMessage": ".media_card_message",
        "MediaMessage": ".media_message",
        "MessagesSource": ".messages_source",
        "MessagesView": ".messages_view",
        "NameInfo": ".name_info",
        "NfmReply": ".nfm_reply",
        "NfmReplyMessage": ".nfm_reply_message",
        "NfmReplyName": ".nfm_reply_name",
        "OmniMessageOverride": ".omni_message_override",
        "OrderDetailsMessage": ".order_details_message",
        "OrderDetailsOrder": ".order_details_order",
        "OrderDetailsPayment": ".order_details_payment",
        "OrderDetailsPaymentType": ".order_details_payment_type",
        "OrderDetailsPaymentTypeOfGoods": ".order_details_payment_type_of_goods",
        "OrderItem": ".order_item",
        "OrderStatusMessage": ".order_status_message",
        "OrderStatusOrder": ".order_status_order",
        "OrderStatusOrderStatus": ".order_status_order_status",
        "OrderStatusPayment": ".order_status_payment",
        "OrganizationInfo": ".organization_info",
        "PhoneNumberInfo": ".phone_number_info",
        "PixPaymentButton": ".pix_payment_button",
        "PixPaymentButtonKeyType": ".pix_payment_button_key_type",
        "ProcessingMode": ".processing_mode",
        "ProductItem": ".product_item",
        "ProductResponseMessage": ".product_response_message",
        "Reason": ".reason",
        "ReplyTo": ".reply_to",
        "ShareLocationMessage": ".share_location_message",
        "StoredAppMessage": ".stored_app_message",
        "StoredContactMessage": ".stored_contact_message",
        "StoredIdentity": ".stored_identity",
        "StoredMedia": ".stored_media",
        "StoredPart": ".stored_part",
        "StoredText": ".stored_text",
        "TemplateMessage": ".template_message",
        "TemplateParameters": ".template_parameters",
        "TemplateReference": ".template_reference",
        "TextMessage": ".text_message",
        "UrlInfo": ".url_info",
        "UrlMessage": ".url_message",
        "WhatsAppBody": ".whats_app_body",
        "WhatsAppDocumentHeader": ".whats_app_document_header",
        "WhatsAppFooter": ".whats_app_footer",
        "WhatsAppHeaderMedia": ".whats_app_header_media",
        "WhatsAppImageHeader": ".whats_app_image_header",
        "WhatsAppTextHeader": ".whats_app_text_header",
        "WhatsAppVideoHeader": ".whats_app_video_header",
    }

    def __getattr__(name: str) -> object:
        """Import a model when it is first asked for."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *_MODULES})


__all__ = (
    "AddressInfo",
    "Agent",
    "AgentType",
    "AppMessage",
    "BoletoPaymentButton",
    "CalendarMessage",
    "CallMessage",
    "CardMessage",
    "CardMessageHeight",
    "CardMessageProperties",
    "CarouselCommerceMessage",
    "CarouselMessage",
    "Channel",
    "ChannelIdentity",
    "ChannelSpecificMessage",
    "ChannelSpecificMessageMessageType",
    "ChannelSpecificMessages",
    "ChannelTemplates",
    "Choice",
    "ChoiceDisplayMode",
    "ChoiceItem",
    "ChoiceMessage",
    "ChoiceMessageProperties",
    "ChoiceResponseMessage",
    "CommerceMessage",
    "ContactChannelSpecificMessage",
    "ContactInfoMessage",
    "ContactMessage",
    "ConversationMessage",
    "Coordinates",
    "DeleteMessageResponse",
    "Direction",
    "EmailInfo",
    "ErrorAnswer",
    "ErrorDetail",
    "ErrorStatus",
    "ExplicitChannelMessage",
    "ExplicitChannelOmniMessage",
    "FallbackMessage",
    "FlowActionPayload",
    "FlowActionPayloadData",
    "FlowsMessage",
    "FlowsMessageFlowAction",
    "FlowsMessageFlowMode",
    "InjectMessageRequest",
    "InjectMessageResponse",
    "KakaoAppLinkButton",
    "KakaoBotKeywordButton",
    "KakaoCarousel",
    "KakaoCarouselHead",
    "KakaoCarouselItem",
    "KakaoCarouselTail",
    "KakaoCoupon",
    "KakaoCouponType",
    "KakaoFixedDiscount",
    "KakaoImage",
    "KakaoPercentageDiscount",
    "KakaoRegularPrice",
    "KakaoWebLinkButton",
    "LineNotificationBody",
    "LineNotificationButton",
    "LineNotificationItem",
    "LineNotificationMessage",
    "LinkPaymentButton",
    "ListItemChoice",
    "ListItemProduct",
    "ListMessage",
    "ListMessageProperties",
    "ListMessagesResponse",
    "ListSection",
    "LocationMessage",
    "MediaCardMessage",
    "MediaMessage",
    "MessagesSource",
    "MessagesView",
    "NameInfo",
    "NfmReply",
    "NfmReplyMessage",
    "NfmReplyName",
    "OmniMessageOverride",
    "OrderDetailsMessage",
    "OrderDetailsOrder",
    "OrderDetailsPayment",
    "OrderDetailsPaymentType",
    "OrderDetailsPaymentTypeOfGoods",
    "OrderItem",
    "OrderStatusMessage",
    "OrderStatusOrder",
    "OrderStatusOrderStatus",
    "OrderStatusPayment",
    "OrganizationInfo",
    "PhoneNumberInfo",
    "PixPaymentButton",
    "PixPaymentButtonKeyType",
    "ProcessingMode",
    "ProductItem",
    "ProductResponseMessage",
    "Reason",
    "ReplyTo",
    "ShareLocationMessage",
    "StoredAppMessage",
    "StoredContactMessage",
    "StoredIdentity",
    "StoredMedia",
    "StoredPart",
    "StoredText",
    "TemplateMessage",
    "TemplateParameters",
    "TemplateReference",
    "TextMessage",
    "UrlInfo",
    "UrlMessage",
    "WhatsAppBody",
    "WhatsAppDocumentHeader",
    "WhatsAppFooter",
    "WhatsAppHeaderMedia",
    "WhatsAppImageHeader",
    "WhatsAppTextHeader",
    "WhatsAppVideoHeader",
)
