import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.channel import Channel
from ...models.direction import Direction
from ...models.error_answer import ErrorAnswer
from ...models.list_messages_response import ListMessagesResponse
from ...models.messages_source import MessagesSource
from ...models.messages_view import MessagesView
from ...types import UNSET, Response, Unset, in_utc


def _get_kwargs(
    project_id: str,
    *,
    conversation_id: str | Unset = UNSET,
    contact_id: str | Unset = UNSET,
    app_id: str | Unset = UNSET,
    channel_identity: str | Unset = UNSET,
    start_time: datetime.datetime | Unset = UNSET,
    end_time: datetime.datetime | Unset = UNSET,
    page_size: int | Unset = 10,
    page_token: str | Unset = UNSET,
    view: MessagesView | Unset = UNSET,
    messages_source: MessagesSource | Unset = UNSET,
    only_recipient_originated: bool | Unset = UNSET,
    channel: Channel | Unset = UNSET,
    direction: Direction | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["conversation_id"] = conversation_id

    params["contact_id"] = contact_id

    params["app_id"] = app_id

    params["channel_identity"] = channel_identity

    json_start_time: str | Unset = UNSET
    if not isinstance(start_time, Unset):
        json_start_time = in_utc(start_time)
    params["start_time"] = json_start_time

    json_end_time: str | Unset = UNSET
    if not isinstance(end_time, Unset):
        json_end_time = in_utc(end_time)
    params["end_time"] = json_end_time

    params["page_size"] = page_size

    params["page_token"] = page_token

    json_view: str | Unset = UNSET
    if not isinstance(view, Unset):
        json_view = view

    params["view"] = json_view

    json_messages_source: str | Unset = UNSET
    if not isinstance(messages_source, Unset):
        json_messages_source = messages_source

    params["messages_source"] = json_messages_source

    params["only_recipient_originated"] = only_recipient_originated

    json_channel: str | Unset = UNSET
    if not isinstance(channel, Unset):
        json_channel = channel

    params["channel"] = json_channel

    json_direction: str | Unset = UNSET
    if not isinstance(direction, Unset):
        json_direction = direction

    params["direction"] = json_direction

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/projects/{project_id}/messages".format(
            project_id=quote(str(project_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorAnswer | ListMessagesResponse | None:
    if response.status_code == 200:
        response_200 = ListMessagesResponse.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorAnswer.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorAnswer.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorAnswer.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorAnswer.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = ErrorAnswer.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = ErrorAnswer.from_dict(response.json())

        return response_500

    if response.status_code == 501:
        response_501 = ErrorAnswer.from_dict(response.json())

        return response_501

    if response.status_code == 503:
        response_503 = ErrorAnswer.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorAnswer | ListMessagesResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    project_id: str,
    *,
    client: AuthenticatedClient | Client,
    conversation_id: str | Unset = UNSET,
    contact_id: str | Unset = UNSET,
    app_id: str | Unset = UNSET,
    channel_identity: str | Unset = UNSET,
    start_time: datetime.datetime | Unset = UNSET,
    end_time: datetime.datetime | Unset = UNSET,
    page_size: int | Unset = 10,
    page_token: str | Unset = UNSET,
    view: MessagesView | Unset = UNSET,
    messages_source: MessagesSource | Unset = UNSET,
    only_recipient_originated: bool | Unset = UNSET,
    channel: Channel | Unset = UNSET,
    direction: Direction | Unset = UNSET,
) -> Response[ErrorAnswer | ListMessagesResponse]:
    """List messages

     A page of the project's messages, those with the newest accept_time first. All parameters narrow the
    list. How soon after injecting a message is listed is not documented, so a message that is not there
    may only not be there yet.

    Args:
        project_id (str): An identifier. That it is not empty is assumed, not documented.
        conversation_id (str | Unset): An identifier. That it is not empty is assumed, not
            documented.
        contact_id (str | Unset): An identifier. That it is not empty is assumed, not documented.
        app_id (str | Unset): An identifier. That it is not empty is assumed, not documented.
        channel_identity (str | Unset): An identifier. That it is not empty is assumed, not
            documented.
        start_time (datetime.datetime | Unset):
        end_time (datetime.datetime | Unset):
        page_size (int | Unset):  Default: 10.
        page_token (str | Unset):
        view (MessagesView | Unset): WITH_METADATA, or WITHOUT_METADATA for messages without it.
        messages_source (MessagesSource | Unset): CONVERSATION_SOURCE holds the messages of
            conversations, DISPATCH_SOURCE those of apps that keep none.
        only_recipient_originated (bool | Unset):
        channel (Channel | Unset): A messaging channel.
        direction (Direction | Unset): TO_APP, the contact sent it; TO_CONTACT, the app sent it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | ListMessagesResponse]
    """

    kwargs = _get_kwargs(
        project_id=project_id,
        conversation_id=conversation_id,
        contact_id=contact_id,
        app_id=app_id,
        channel_identity=channel_identity,
        start_time=start_time,
        end_time=end_time,
        page_size=page_size,
        page_token=page_token,
        view=view,
        messages_source=messages_source,
        only_recipient_originated=only_recipient_originated,
        channel=channel,
        direction=direction,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    project_id: str,
    *,
    client: AuthenticatedClient | Client,
    conversation_id: str | Unset = UNSET,
    contact_id: str | Unset = UNSET,
    app_id: str | Unset = UNSET,
    channel_identity: str | Unset = UNSET,
    start_time: datetime.datetime | Unset = UNSET,
    end_time: datetime.datetime | Unset = UNSET,
    page_size: int | Unset = 10,
    page_token: str | Unset = UNSET,
    view: MessagesView | Unset = UNSET,
    messages_source: MessagesSource | Unset = UNSET,
    only_recipient_originated: bool | Unset = UNSET,
    channel: Channel | Unset = UNSET,
    direction: Direction | Unset = UNSET,
) -> ErrorAnswer | ListMessagesResponse | None:
    """List messages

     A page of the project's messages, those with the newest accept_time first. All parameters narrow the
    list. How soon after injecting a message is listed is not documented, so a message that is not there
    may only not be there yet.

    Args:
        project_id (str): An identifier. That it is not empty is assumed, not documented.
        conversation_id (str | Unset): An identifier. That it is not empty is assumed, not
            documented.
        contact_id (str | Unset): An identifier. That it is not empty is assumed, not documented.
        app_id (str | Unset): An identifier. That it is not empty is assumed, not documented.
        channel_identity (str | Unset): An identifier. That it is not empty is assumed, not
            documented.
        start_time (datetime.datetime | Unset):
        end_time (datetime.datetime | Unset):
        page_size (int | Unset):  Default: 10.
        page_token (str | Unset):
        view (MessagesView | Unset): WITH_METADATA, or WITHOUT_METADATA for messages without it.
        messages_source (MessagesSource | Unset): CONVERSATION_SOURCE holds the messages of
            conversations, DISPATCH_SOURCE those of apps that keep none.
        only_recipient_originated (bool | Unset):
        channel (Channel | Unset): A messaging channel.
        direction (Direction | Unset): TO_APP, the contact sent it; TO_CONTACT, the app sent it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorAnswer | ListMessagesResponse
    """

    return sync_detailed(
        project_id=project_id,
        client=client,
        conversation_id=conversation_id,
        contact_id=contact_id,
        app_id=app_id,
        channel_identity=channel_identity,
        start_time=start_time,
        end_time=end_time,
        page_size=page_size,
        page_token=page_token,
        view=view,
        messages_source=messages_source,
        only_recipient_originated=only_recipient_originated,
        channel=channel,
        direction=direction,
    ).parsed


async def asyncio_detailed(
    project_id: str,
    *,
    client: AuthenticatedClient | Client,
    conversation_id: str | Unset = UNSET,
    contact_id: str | Unset = UNSET,
    app_id: str | Unset = UNSET,
    channel_identity: str | Unset = UNSET,
    start_time: datetime.datetime | Unset = UNSET,
    end_time: datetime.datetime | Unset = UNSET,
    page_size: int | Unset = 10,
    page_token: str | Unset = UNSET,
    view: MessagesView | Unset = UNSET,
    messages_source: MessagesSource | Unset = UNSET,
    only_recipient_originated: bool | Unset = UNSET,
    channel: Channel | Unset = UNSET,
    direction: Direction | Unset = UNSET,
) -> Response[ErrorAnswer | ListMessagesResponse]:
    """List messages

     A page of the project's messages, those with the newest accept_time first. All parameters narrow the
    list. How soon after injecting a message is listed is not documented, so a message that is not there
    may only not be there yet.

    Args:
        project_id (str): An identifier. That it is not empty is assumed, not documented.
        conversation_id (str | Unset): An identifier. That it is not empty is assumed, not
            documented.
        contact_id (str | Unset): An identifier. That it is not empty is assumed, not documented.
        app_id (str | Unset): An identifier. That it is not empty is assumed, not documented.
        channel_identity (str | Unset): An identifier. That it is not empty is assumed, not
            documented.
        start_time (datetime.datetime | Unset):
        end_time (datetime.datetime | Unset):
        page_size (int | Unset):  Default: 10.
        page_token (str | Unset):
        view (MessagesView | Unset): WITH_METADATA, or WITHOUT_METADATA for messages without it.
        messages_source (MessagesSource | Unset): CONVERSATION_SOURCE holds the messages of
            conversations, DISPATCH_SOURCE those of apps that keep none.
        only_recipient_originated (bool | Unset):
        channel (Channel | Unset): A messaging channel.
        direction (Direction | Unset): TO_APP, the contact sent it; TO_CONTACT, the app sent it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | ListMessagesResponse]
    """

    kwargs = _get_kwargs(
        project_id=project_id,
        conversation_id=conversation_id,
        contact_id=contact_id,
        app_id=app_id,
        channel_identity=channel_identity,
        start_time=start_time,
        end_time=end_time,
        page_size=page_size,
        page_token=page_token,
        view=view,
        messages_source=messages_source,
        only_recipient_originated=only_recipient_originated,
        channel=channel,
        direction=direction,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    project_id: str,
    *,
    client: AuthenticatedClient | Client,
    conversation_id: str | Unset = UNSET,
    contact_id: str | Unset = UNSET,
    app_id: str | Unset = UNSET,
    channel_identity: str | Unset = UNSET,
    start_time: datetime.datetime | Unset = UNSET,
    end_time: datetime.datetime | Unset = UNSET,
    page_size: int | Unset = 10,
    page_token: str | Unset = UNSET,
    view: MessagesView | Unset = UNSET,
    messages_source: MessagesSource | Unset = UNSET,
    only_recipient_originated: bool | Unset = UNSET,
    channel: Channel | Unset = UNSET,
    direction: Direction | Unset = UNSET,
) -> ErrorAnswer | ListMessagesResponse | None:
    """List messages

     A page of the project's messages, those with the newest accept_time first. All parameters narrow the
    list. How soon after injecting a message is listed is not documented, so a message that is not there
    may only not be there yet.

    Args:
        project_id (str): An identifier. That it is not empty is assumed, not documented.
        conversation_id (str | Unset): An identifier. That it is not empty is assumed, not
            documented.
        contact_id (str | Unset): An identifier. That it is not empty is assumed, not documented.
        app_id (str | Unset): An identifier. That it is not empty is assumed, not documented.
        channel_identity (str | Unset): An identifier. That it is not empty is assumed, not
            documented.
        start_time (datetime.datetime | Unset):
        end_time (datetime.datetime | Unset):
        page_size (int | Unset):  Default: 10.
        page_token (str | Unset):
        view (MessagesView | Unset): WITH_METADATA, or WITHOUT_METADATA for messages without it.
        messages_source (MessagesSource | Unset): CONVERSATION_SOURCE holds the messages of
            conversations, DISPATCH_SOURCE those of apps that keep none.
        only_recipient_originated (bool | Unset):
        channel (Channel | Unset): A messaging channel.
        direction (Direction | Unset): TO_APP, the contact sent it; TO_CONTACT, the app sent it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorAnswer | ListMessagesResponse
    """

    return (
        await asyncio_detailed(
            project_id=project_id,
            client=client,
            conversation_id=conversation_id,
            contact_id=contact_id,
            app_id=app_id,
            channel_identity=channel_identity,
            start_time=start_time,
            end_time=end_time,
            page_size=page_size,
            page_token=page_token,
            view=view,
            messages_source=messages_source,
            only_recipient_originated=only_recipient_originated,
            channel=channel,
            direction=direction,
        )
    ).parsed
