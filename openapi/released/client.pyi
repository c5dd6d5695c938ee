"""The generated client, its public names. Written by tools/changes; not edited."""

class AddressInfo:
    city: str | Unset
    country: str | Unset
    state: str | Unset
    zip_: str | Unset
    type_: str | Unset
    country_code: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, city: str | Unset = UNSET, country: str | Unset = UNSET, state: str | Unset = UNSET, zip_: str | Unset = UNSET, type_: str | Unset = UNSET, country_code: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class Agent:
    display_name: str | Unset
    type_: AgentType | Unset
    picture_url: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, display_name: str | Unset = UNSET, type_: AgentType | Unset = UNSET, picture_url: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class AgentType:
    BOT: str
    HUMAN: str
    UNKNOWN_AGENT_TYPE: str

class AppMessage:
    text_message: TextMessage | Unset
    media_message: MediaMessage | Unset
    card_message: CardMessage | Unset
    carousel_message: CarouselMessage | Unset
    choice_message: ChoiceMessage | Unset
    list_message: ListMessage | Unset
    location_message: LocationMessage | Unset
    template_message: TemplateMessage | Unset
    contact_info_message: ContactInfoMessage | Unset
    explicit_channel_message: ExplicitChannelMessage | Unset
    explicit_channel_omni_message: ExplicitChannelOmniMessage | Unset
    channel_specific_message: ChannelSpecificMessages | Unset
    agent: Agent | None | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, text_message: TextMessage | Unset = UNSET, media_message: MediaMessage | Unset = UNSET, card_message: CardMessage | Unset = UNSET, carousel_message: CarouselMessage | Unset = UNSET, choice_message: ChoiceMessage | Unset = UNSET, list_message: ListMessage | Unset = UNSET, location_message: LocationMessage | Unset = UNSET, template_message: TemplateMessage | Unset = UNSET, contact_info_message: ContactInfoMessage | Unset = UNSET, explicit_channel_message: ExplicitChannelMessage | Unset = UNSET, explicit_channel_omni_message: ExplicitChannelOmniMessage | Unset = UNSET, channel_specific_message: ChannelSpecificMessages | Unset = UNSET, agent: Agent | None | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class BoletoPaymentButton:
    type_: Literal['boleto']
    digitable_line: str
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['boleto'], digitable_line: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class CalendarMessage:
    title: str
    event_title: str
    event_start: datetime.datetime
    event_end: datetime.datetime
    fallback_url: str
    event_description: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, title: str, event_title: str, event_start: datetime.datetime, event_end: datetime.datetime, fallback_url: str, event_description: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class CallMessage:
    title: str
    phone_number: str
    additional_properties: dict[str, Any]
    def __init__(self, *, title: str, phone_number: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class CardMessage:
    title: str | Unset
    description: str | Unset
    height: CardMessageHeight | Unset
    media_message: MediaMessage | Unset
    choices: list[Choice] | Unset
    message_properties: CardMessageProperties | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, title: str | Unset = UNSET, description: str | Unset = UNSET, height: CardMessageHeight | Unset = UNSET, media_message: MediaMessage | Unset = UNSET, choices: list[Choice] | Unset = UNSET, message_properties: CardMessageProperties | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class CardMessageHeight:
    MEDIUM: str
    SHORT: str
    TALL: str
    UNSPECIFIED_HEIGHT: str

class CardMessageProperties:
    whatsapp_header: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, whatsapp_header: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class CarouselCommerceMessage:
    carousel: KakaoCarousel
    push_alarm: bool | Unset
    adult: bool | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, carousel: KakaoCarousel, push_alarm: bool | Unset = UNSET, adult: bool | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class CarouselMessage:
    cards: list[CardMessage]
    choices: list[Choice] | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, cards: list[CardMessage], choices: list[Choice] | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class Channel:
    APPLEBC: str
    INSTAGRAM: str
    KAKAOTALK: str
    KAKAOTALKCHAT: str
    LINE: str
    MESSENGER: str
    MMS: str
    RCS: str
    SMS: str
    TELEGRAM: str
    VIBERBM: str
    WECHAT: str
    WHATSAPP: str

class ChannelIdentity:
    identity: str
    channel: Channel
    app_id: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, identity: str, channel: Channel, app_id: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ChannelSpecificMessage:
    message_type: ChannelSpecificMessageMessageType
    message: CarouselCommerceMessage | CommerceMessage | FlowsMessage | LineNotificationMessage | OrderDetailsMessage | OrderStatusMessage
    additional_properties: dict[str, Any]
    def __init__(self, *, message_type: ChannelSpecificMessageMessageType, message: CarouselCommerceMessage | CommerceMessage | FlowsMessage | LineNotificationMessage | OrderDetailsMessage | OrderStatusMessage) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ChannelSpecificMessageMessageType:
    CAROUSEL_COMMERCE: str
    COMMERCE: str
    FLOWS: str
    NOTIFICATION_MESSAGE_TEMPLATE: str
    ORDER_DETAILS: str
    ORDER_STATUS: str

class ChannelSpecificMessages:
    additional_properties: dict[str, ChannelSpecificMessage]
    def __init__(self, ) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ChannelTemplates:
    additional_properties: dict[str, TemplateReference]
    def __init__(self, ) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class Choice:
    text_message: TextMessage | Unset
    url_message: UrlMessage | Unset
    call_message: CallMessage | Unset
    location_message: LocationMessage | Unset
    calendar_message: CalendarMessage | Unset
    share_location_message: ShareLocationMessage | Unset
    postback_data: Any | Unset
    display_mode: ChoiceDisplayMode | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, text_message: TextMessage | Unset = UNSET, url_message: UrlMessage | Unset = UNSET, call_message: CallMessage | Unset = UNSET, location_message: LocationMessage | Unset = UNSET, calendar_message: CalendarMessage | Unset = UNSET, share_location_message: ShareLocationMessage | Unset = UNSET, postback_data: Any | Unset = UNSET, display_mode: ChoiceDisplayMode | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ChoiceDisplayMode:
    DISPLAY_MODE_UNSPECIFIED: str
    PERSISTENT: str

class ChoiceItem:
    title: str
    description: str | Unset
    media: MediaMessage | Unset
    postback_data: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, title: str, description: str | Unset = UNSET, media: MediaMessage | Unset = UNSET, postback_data: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ChoiceMessage:
    choices: list[Choice]
    text_message: TextMessage | Unset
    message_properties: ChoiceMessageProperties | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, choices: list[Choice], text_message: TextMessage | Unset = UNSET, message_properties: ChoiceMessageProperties | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ChoiceMessageProperties:
    whatsapp_footer: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, whatsapp_footer: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ChoiceResponseMessage:
    message_id: str
    postback_data: str
    additional_properties: dict[str, Any]
    def __init__(self, *, message_id: str, postback_data: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class CommerceMessage:
    buttons: list[KakaoAppLinkButton | KakaoBotKeywordButton | KakaoWebLinkButton]
    image: KakaoImage
    commerce: KakaoFixedDiscount | KakaoPercentageDiscount | KakaoRegularPrice
    push_alarm: bool | Unset
    adult: bool | Unset
    additional_content: str | Unset
    coupon: KakaoCoupon | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, buttons: list[KakaoAppLinkButton | KakaoBotKeywordButton | KakaoWebLinkButton], image: KakaoImage, commerce: KakaoFixedDiscount | KakaoPercentageDiscount | KakaoRegularPrice, push_alarm: bool | Unset = UNSET, adult: bool | Unset = UNSET, additional_content: str | Unset = UNSET, coupon: KakaoCoupon | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ContactChannelSpecificMessage:
    message_type: Literal['nfm_reply']
    message: NfmReplyMessage
    additional_properties: dict[str, Any]
    def __init__(self, *, message_type: Literal['nfm_reply'], message: NfmReplyMessage) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ContactInfoMessage:
    name: NameInfo
    phone_numbers: list[PhoneNumberInfo]
    addresses: list[AddressInfo] | Unset
    email_addresses: list[EmailInfo] | Unset
    organization: OrganizationInfo | Unset
    urls: list[UrlInfo] | Unset
    birthday: datetime.date | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, name: NameInfo, phone_numbers: list[PhoneNumberInfo], addresses: list[AddressInfo] | Unset = UNSET, email_addresses: list[EmailInfo] | Unset = UNSET, organization: OrganizationInfo | Unset = UNSET, urls: list[UrlInfo] | Unset = UNSET, birthday: datetime.date | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ContactMessage:
    text_message: TextMessage | Unset
    media_message: MediaMessage | Unset
    location_message: LocationMessage | Unset
    media_card_message: MediaCardMessage | Unset
    choice_response_message: ChoiceResponseMessage | Unset
    fallback_message: FallbackMessage | Unset
    product_response_message: ProductResponseMessage | Unset
    channel_specific_message: ContactChannelSpecificMessage | Unset
    reply_to: None | ReplyTo | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, text_message: TextMessage | Unset = UNSET, media_message: MediaMessage | Unset = UNSET, location_message: LocationMessage | Unset = UNSET, media_card_message: MediaCardMessage | Unset = UNSET, choice_response_message: ChoiceResponseMessage | Unset = UNSET, fallback_message: FallbackMessage | Unset = UNSET, product_response_message: ProductResponseMessage | Unset = UNSET, channel_specific_message: ContactChannelSpecificMessage | Unset = UNSET, reply_to: None | ReplyTo | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class Coordinates:
    latitude: float
    longitude: float
    additional_properties: dict[str, Any]
    def __init__(self, *, latitude: float, longitude: float) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class Direction:
    TO_APP: str
    TO_CONTACT: str

class EmailInfo:
    email_address: str
    type_: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, email_address: str, type_: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ErrorAnswer:
    error: ErrorStatus | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, error: ErrorStatus | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ErrorDetail:
    type_url: str | Unset
    value: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, type_url: str | Unset = UNSET, value: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ErrorStatus:
    code: int | Unset
    message: str | Unset
    status: str | Unset
    details: list[ErrorDetail] | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, code: int | Unset = UNSET, message: str | Unset = UNSET, status: str | Unset = UNSET, details: list[ErrorDetail] | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ExplicitChannelMessage:
    additional_properties: dict[str, str]
    def __init__(self, ) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ExplicitChannelOmniMessage:
    additional_properties: dict[str, OmniMessageOverride]
    def __init__(self, ) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class FallbackMessage:
    raw_message: str | Unset
    reason: Reason | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, raw_message: str | Unset = UNSET, reason: Reason | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class FlowActionPayload:
    screen: str | Unset
    data: FlowActionPayloadData | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, screen: str | Unset = UNSET, data: FlowActionPayloadData | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class FlowActionPayloadData:
    additional_properties: dict[str, Any]
    def __init__(self, ) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class FlowsMessage:
    flow_id: str
    flow_cta: str
    header: Unset | WhatsAppDocumentHeader | WhatsAppImageHeader | WhatsAppTextHeader | WhatsAppVideoHeader
    body: WhatsAppBody | Unset
    footer: WhatsAppFooter | Unset
    flow_token: str | Unset
    flow_mode: FlowsMessageFlowMode | Unset
    flow_action: FlowsMessageFlowAction | Unset
    flow_action_payload: FlowActionPayload | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, flow_id: str, flow_cta: str, header: Unset | WhatsAppDocumentHeader | WhatsAppImageHeader | WhatsAppTextHeader | WhatsAppVideoHeader = UNSET, body: WhatsAppBody | Unset = UNSET, footer: WhatsAppFooter | Unset = UNSET, flow_token: str | Unset = UNSET, flow_mode: FlowsMessageFlowMode | Unset = UNSET, flow_action: FlowsMessageFlowAction | Unset = UNSET, flow_action_payload: FlowActionPayload | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class FlowsMessageFlowAction:
    data_exchange: str
    navigate: str

class FlowsMessageFlowMode:
    draft: str
    published: str

class InjectMessageRequest:
    accept_time: datetime.datetime
    channel_identity: ChannelIdentity
    contact_id: str
    direction: Direction
    conversation_id: str | Unset
    sender_id: str | Unset
    processing_mode: ProcessingMode | Unset
    metadata: str | Unset
    app_message: AppMessage | None | Unset
    contact_message: ContactMessage | None | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, accept_time: datetime.datetime, channel_identity: ChannelIdentity, contact_id: str, direction: Direction, conversation_id: str | Unset = UNSET, sender_id: str | Unset = UNSET, processing_mode: ProcessingMode | Unset = UNSET, metadata: str | Unset = UNSET, app_message: AppMessage | None | Unset = UNSET, contact_message: ContactMessage | None | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class InjectMessageResponse:
    additional_properties: dict[str, Any]
    def __init__(self, ) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoAppLinkButton:
    type_: Literal['AL']
    name: str
    scheme_ios: str
    scheme_android: str
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['AL'], name: str, scheme_ios: str, scheme_android: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoBotKeywordButton:
    type_: Literal['BK']
    name: str
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['BK'], name: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoCarousel:
    list_: list[KakaoCarouselItem]
    head: KakaoCarouselHead | Unset
    tail: KakaoCarouselTail | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, list_: list[KakaoCarouselItem], head: KakaoCarouselHead | Unset = UNSET, tail: KakaoCarouselTail | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoCarouselHead:
    header: str
    content: str
    image_url: str
    link_mo: str | Unset
    link_pc: str | Unset
    scheme_ios: str | Unset
    scheme_android: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, header: str, content: str, image_url: str, link_mo: str | Unset = UNSET, link_pc: str | Unset = UNSET, scheme_ios: str | Unset = UNSET, scheme_android: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoCarouselItem:
    buttons: list[KakaoAppLinkButton | KakaoBotKeywordButton | KakaoWebLinkButton]
    image: KakaoImage
    commerce: KakaoFixedDiscount | KakaoPercentageDiscount | KakaoRegularPrice
    additional_content: str | Unset
    coupon: KakaoCoupon | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, buttons: list[KakaoAppLinkButton | KakaoBotKeywordButton | KakaoWebLinkButton], image: KakaoImage, commerce: KakaoFixedDiscount | KakaoPercentageDiscount | KakaoRegularPrice, additional_content: str | Unset = UNSET, coupon: KakaoCoupon | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoCarouselTail:
    link_mo: str
    link_pc: str | Unset
    scheme_ios: str | Unset
    scheme_android: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, link_mo: str, link_pc: str | Unset = UNSET, scheme_ios: str | Unset = UNSET, scheme_android: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoCoupon:
    type_: KakaoCouponType
    title: str | Unset
    description: str | Unset
    discount_fixed: int | Unset
    discount_rate: int | Unset
    link_mo: str | Unset
    link_pc: str | Unset
    scheme_android: str | Unset
    scheme_ios: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: KakaoCouponType, title: str | Unset = UNSET, description: str | Unset = UNSET, discount_fixed: int | Unset = UNSET, discount_rate: int | Unset = UNSET, link_mo: str | Unset = UNSET, link_pc: str | Unset = UNSET, scheme_android: str | Unset = UNSET, scheme_ios: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoCouponType:
    FIXED_DISCOUNT_COUPON: str
    FREE_COUPON: str
    PERCENTAGE_DISCOUNT_COUPON: str
    SHIPPING_DISCOUNT_COUPON: str
    UP_COUPON: str

class KakaoFixedDiscount:
    type_: Literal['FIXED_DISCOUNT_COMMERCE']
    title: str
    regular_price: int
    discount_price: int
    discount_fixed: int
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['FIXED_DISCOUNT_COMMERCE'], title: str, regular_price: int, discount_price: int, discount_fixed: int) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoImage:
    image_url: str
    image_link: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, image_url: str, image_link: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoPercentageDiscount:
    type_: Literal['PERCENTAGE_DISCOUNT_COMMERCE']
    title: str
    regular_price: int
    discount_price: int
    discount_rate: int
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['PERCENTAGE_DISCOUNT_COMMERCE'], title: str, regular_price: int, discount_price: int, discount_rate: int) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoRegularPrice:
    type_: Literal['REGULAR_PRICE_COMMERCE']
    title: str
    regular_price: int
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['REGULAR_PRICE_COMMERCE'], title: str, regular_price: int) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class KakaoWebLinkButton:
    type_: Literal['WL']
    name: str
    link_mo: str
    link_pc: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['WL'], name: str, link_mo: str, link_pc: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class LineNotificationBody:
    emphasized_item: LineNotificationItem | Unset
    items: list[LineNotificationItem] | Unset
    buttons: list[LineNotificationButton] | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, emphasized_item: LineNotificationItem | Unset = UNSET, items: list[LineNotificationItem] | Unset = UNSET, buttons: list[LineNotificationButton] | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class LineNotificationButton:
    button_key: str
    url: str
    additional_properties: dict[str, Any]
    def __init__(self, *, button_key: str, url: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class LineNotificationItem:
    item_key: str
    content: str
    additional_properties: dict[str, Any]
    def __init__(self, *, item_key: str, content: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class LineNotificationMessage:
    template_key: str
    body: LineNotificationBody | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, template_key: str, body: LineNotificationBody | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class LinkPaymentButton:
    type_: Literal['payment_link']
    uri: str
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['payment_link'], uri: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ListItemChoice:
    choice: ChoiceItem
    additional_properties: dict[str, Any]
    def __init__(self, *, choice: ChoiceItem) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ListItemProduct:
    product: ProductItem
    additional_properties: dict[str, Any]
    def __init__(self, *, product: ProductItem) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ListMessage:
    title: str
    sections: list[ListSection]
    description: str | Unset
    media: MediaMessage | Unset
    message_properties: ListMessageProperties | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, title: str, sections: list[ListSection], description: str | Unset = UNSET, media: MediaMessage | Unset = UNSET, message_properties: ListMessageProperties | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ListMessageProperties:
    catalog_id: str | Unset
    menu: str | Unset
    whatsapp_header: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, catalog_id: str | Unset = UNSET, menu: str | Unset = UNSET, whatsapp_header: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ListSection:
    items: list[ListItemChoice | ListItemProduct]
    title: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, items: list[ListItemChoice | ListItemProduct], title: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class LocationMessage:
    title: str
    coordinates: Coordinates
    label: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, title: str, coordinates: Coordinates, label: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class MediaCardMessage:
    url: str
    caption: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, url: str, caption: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class MediaMessage:
    url: str
    thumbnail_url: str | Unset
    filename_override: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, url: str, thumbnail_url: str | Unset = UNSET, filename_override: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class NameInfo:
    full_name: str
    first_name: str | Unset
    last_name: str | Unset
    middle_name: str | Unset
    prefix: str | Unset
    suffix: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, full_name: str, first_name: str | Unset = UNSET, last_name: str | Unset = UNSET, middle_name: str | Unset = UNSET, prefix: str | Unset = UNSET, suffix: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class NfmReply:
    response_json: str
    body: str
    name: NfmReplyName | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, response_json: str, body: str, name: NfmReplyName | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class NfmReplyMessage:
    type_: Literal['nfm_reply']
    nfm_reply: NfmReply
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['nfm_reply'], nfm_reply: NfmReply) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class NfmReplyName:
    address_message: str
    flow: str

class OmniMessageOverride:
    text_message: TextMessage | Unset
    media_message: MediaMessage | Unset
    card_message: CardMessage | Unset
    carousel_message: CarouselMessage | Unset
    choice_message: ChoiceMessage | Unset
    list_message: ListMessage | Unset
    location_message: LocationMessage | Unset
    contact_info_message: ContactInfoMessage | Unset
    template_reference: TemplateReference | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, text_message: TextMessage | Unset = UNSET, media_message: MediaMessage | Unset = UNSET, card_message: CardMessage | Unset = UNSET, carousel_message: CarouselMessage | Unset = UNSET, choice_message: ChoiceMessage | Unset = UNSET, list_message: ListMessage | Unset = UNSET, location_message: LocationMessage | Unset = UNSET, contact_info_message: ContactInfoMessage | Unset = UNSET, template_reference: TemplateReference | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class OrderDetailsMessage:
    payment: OrderDetailsPayment
    header: Unset | WhatsAppDocumentHeader | WhatsAppImageHeader | WhatsAppTextHeader | WhatsAppVideoHeader
    body: WhatsAppBody | Unset
    footer: WhatsAppFooter | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, payment: OrderDetailsPayment, header: Unset | WhatsAppDocumentHeader | WhatsAppImageHeader | WhatsAppTextHeader | WhatsAppVideoHeader = UNSET, body: WhatsAppBody | Unset = UNSET, footer: WhatsAppFooter | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class OrderDetailsOrder:
    subtotal_value: int
    tax_value: int
    items: list[OrderItem]
    catalog_id: str | Unset
    expiration_time: str | Unset
    expiration_description: str | Unset
    tax_description: str | Unset
    shipping_value: int | Unset
    shipping_description: str | Unset
    discount_value: int | Unset
    discount_description: str | Unset
    discount_program_name: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, subtotal_value: int, tax_value: int, items: list[OrderItem], catalog_id: str | Unset = UNSET, expiration_time: str | Unset = UNSET, expiration_description: str | Unset = UNSET, tax_description: str | Unset = UNSET, shipping_value: int | Unset = UNSET, shipping_description: str | Unset = UNSET, discount_value: int | Unset = UNSET, discount_description: str | Unset = UNSET, discount_program_name: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class OrderDetailsPayment:
    type_: OrderDetailsPaymentType
    reference_id: str
    type_of_goods: OrderDetailsPaymentTypeOfGoods
    total_amount_value: int
    order: OrderDetailsOrder
    payment_buttons: list[BoletoPaymentButton | LinkPaymentButton | PixPaymentButton] | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: OrderDetailsPaymentType, reference_id: str, type_of_goods: OrderDetailsPaymentTypeOfGoods, total_amount_value: int, order: OrderDetailsOrder, payment_buttons: list[BoletoPaymentButton | LinkPaymentButton | PixPaymentButton] | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class OrderDetailsPaymentType:
    br: str
    sg: str

class OrderDetailsPaymentTypeOfGoods:
    digital_goods: str
    physical_goods: str

class OrderItem:
    retailer_id: str
    name: str
    amount_value: int
    quantity: int
    sale_amount_value: int | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, retailer_id: str, name: str, amount_value: int, quantity: int, sale_amount_value: int | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class OrderStatusMessage:
    payment: OrderStatusPayment
    header: Unset | WhatsAppDocumentHeader | WhatsAppImageHeader | WhatsAppTextHeader | WhatsAppVideoHeader
    body: WhatsAppBody | Unset
    footer: WhatsAppFooter | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, payment: OrderStatusPayment, header: Unset | WhatsAppDocumentHeader | WhatsAppImageHeader | WhatsAppTextHeader | WhatsAppVideoHeader = UNSET, body: WhatsAppBody | Unset = UNSET, footer: WhatsAppFooter | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class OrderStatusOrder:
    status: OrderStatusOrderStatus
    description: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, status: OrderStatusOrderStatus, description: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class OrderStatusOrderStatus:
    canceled: str
    completed: str
    partially_shipped: str
    pending: str
    processing: str
    shipped: str

class OrderStatusPayment:
    reference_id: str
    order: OrderStatusOrder
    additional_properties: dict[str, Any]
    def __init__(self, *, reference_id: str, order: OrderStatusOrder) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class OrganizationInfo:
    company: str | Unset
    department: str | Unset
    title: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, company: str | Unset = UNSET, department: str | Unset = UNSET, title: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class PhoneNumberInfo:
    phone_number: str
    type_: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, phone_number: str, type_: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class PixPaymentButton:
    type_: Literal['pix_dynamic_code']
    code: str
    merchant_name: str
    key: str
    key_type: PixPaymentButtonKeyType
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['pix_dynamic_code'], code: str, merchant_name: str, key: str, key_type: PixPaymentButtonKeyType) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class PixPaymentButtonKeyType:
    CNPJ: str
    CPF: str
    EMAIL: str
    EVP: str
    PHONE: str

class ProcessingMode:
    CONVERSATION: str
    DISPATCH: str

class ProductItem:
    id: str
    marketplace: str
    quantity: int | Unset
    item_price: float | Unset
    currency: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, id: str, marketplace: str, quantity: int | Unset = UNSET, item_price: float | Unset = UNSET, currency: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ProductResponseMessage:
    products: list[ProductItem] | Unset
    title: str | Unset
    catalog_id: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, products: list[ProductItem] | Unset = UNSET, title: str | Unset = UNSET, catalog_id: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class Reason:
    code: str | Unset
    description: str | Unset
    sub_code: str | Unset
    channel_code: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, code: str | Unset = UNSET, description: str | Unset = UNSET, sub_code: str | Unset = UNSET, channel_code: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ReplyTo:
    message_id: str
    additional_properties: dict[str, Any]
    def __init__(self, *, message_id: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class ShareLocationMessage:
    title: str
    fallback_url: str
    additional_properties: dict[str, Any]
    def __init__(self, *, title: str, fallback_url: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class TemplateMessage:
    channel_template: ChannelTemplates | Unset
    omni_template: TemplateReference | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, channel_template: ChannelTemplates | Unset = UNSET, omni_template: TemplateReference | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class TemplateParameters:
    additional_properties: dict[str, str]
    def __init__(self, ) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class TemplateReference:
    template_id: str
    version: str | Unset
    language_code: str | Unset
    parameters: TemplateParameters | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, template_id: str, version: str | Unset = UNSET, language_code: str | Unset = UNSET, parameters: TemplateParameters | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class TextMessage:
    text: str
    additional_properties: dict[str, Any]
    def __init__(self, *, text: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class UrlInfo:
    url: str
    type_: str | Unset
    additional_properties: dict[str, Any]
    def __init__(self, *, url: str, type_: str | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class UrlMessage:
    title: str
    url: str
    additional_properties: dict[str, Any]
    def __init__(self, *, title: str, url: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class WhatsAppBody:
    text: str
    additional_properties: dict[str, Any]
    def __init__(self, *, text: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class WhatsAppDocumentHeader:
    type_: Literal['document']
    document: WhatsAppHeaderMedia
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['document'], document: WhatsAppHeaderMedia) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class WhatsAppFooter:
    text: str
    additional_properties: dict[str, Any]
    def __init__(self, *, text: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class WhatsAppHeaderMedia:
    link: str
    additional_properties: dict[str, Any]
    def __init__(self, *, link: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class WhatsAppImageHeader:
    type_: Literal['image']
    image: WhatsAppHeaderMedia
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['image'], image: WhatsAppHeaderMedia) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class WhatsAppTextHeader:
    type_: Literal['text']
    text: str
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['text'], text: str) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class WhatsAppVideoHeader:
    type_: Literal['video']
    video: WhatsAppHeaderMedia
    additional_properties: dict[str, Any]
    def __init__(self, *, type_: Literal['video'], video: WhatsAppHeaderMedia) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        ...
    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        ...
    @property
    def additional_keys(self) -> list[str]:
        ...

class api_conversation_inject_message:
    @staticmethod
    def sync_detailed(project_id: str, conversation_id: str, *, client: AuthenticatedClient | Client, body: InjectMessageRequest) -> Response[ErrorAnswer | InjectMessageResponse]:
        ...
    @staticmethod
    def sync(project_id: str, conversation_id: str, *, client: AuthenticatedClient | Client, body: InjectMessageRequest) -> ErrorAnswer | InjectMessageResponse | None:
        ...
    @staticmethod
    async def asyncio_detailed(project_id: str, conversation_id: str, *, client: AuthenticatedClient | Client, body: InjectMessageRequest) -> Response[ErrorAnswer | InjectMessageResponse]:
        ...
    @staticmethod
    async def asyncio(project_id: str, conversation_id: str, *, client: AuthenticatedClient | Client, body: InjectMessageRequest) -> ErrorAnswer | InjectMessageResponse | None:
        ...
