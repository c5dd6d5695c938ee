from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_answer import ErrorAnswer
from ...models.inject_message_request import InjectMessageRequest
from ...models.inject_message_response import InjectMessageResponse
from ...types import Response


def _get_kwargs(
    project_id: str,
    conversation_id: str,
    *,
    body: InjectMessageRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/projects/{project_id}/conversations/{conversation_id}:inject-message".format(
            project_id=quote(str(project_id), safe=""),
            conversation_id=quote(str(conversation_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorAnswer | InjectMessageResponse | None:
    if response.status_code == 200:
        response_200 = InjectMessageResponse.from_dict(response.json())

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

    if response.status_code == 413:
        response_413 = ErrorAnswer.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = ErrorAnswer.from_dict(response.json())

        return response_415

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
) -> Response[ErrorAnswer | InjectMessageResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    project_id: str,
    conversation_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: InjectMessageRequest,
) -> Response[ErrorAnswer | InjectMessageResponse]:
    """Inject a message into a conversation

     Records one message, from the contact or to the contact, in an existing conversation at the time it
    was processed elsewhere.

    Args:
        project_id (str): An identifier. That it is not empty is assumed, not documented.
        conversation_id (str): An identifier. That it is not empty is assumed, not documented.
        body (InjectMessageRequest): One message and where it belongs. Fields that are not listed
            are kept.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | InjectMessageResponse]
    """

    kwargs = _get_kwargs(
        project_id=project_id,
        conversation_id=conversation_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    project_id: str,
    conversation_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: InjectMessageRequest,
) -> ErrorAnswer | InjectMessageResponse | None:
    """Inject a message into a conversation

     Records one message, from the contact or to the contact, in an existing conversation at the time it
    was processed elsewhere.

    Args:
        project_id (str): An identifier. That it is not empty is assumed, not documented.
        conversation_id (str): An identifier. That it is not empty is assumed, not documented.
        body (InjectMessageRequest): One message and where it belongs. Fields that are not listed
            are kept.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorAnswer | InjectMessageResponse
    """

    return sync_detailed(
        project_id=project_id,
        conversation_id=conversation_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    project_id: str,
    conversation_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: InjectMessageRequest,
) -> Response[ErrorAnswer | InjectMessageResponse]:
    """Inject a message into a conversation

     Records one message, from the contact or to the contact, in an existing conversation at the time it
    was processed elsewhere.

    Args:
        project_id (str): An identifier. That it is not empty is assumed, not documented.
        conversation_id (str): An identifier. That it is not empty is assumed, not documented.
        body (InjectMessageRequest): One message and where it belongs. Fields that are not listed
            are kept.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | InjectMessageResponse]
    """

    kwargs = _get_kwargs(
        project_id=project_id,
        conversation_id=conversation_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    project_id: str,
    conversation_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: InjectMessageRequest,
) -> ErrorAnswer | InjectMessageResponse | None:
    """Inject a message into a conversation

     Records one message, from the contact or to the contact, in an existing conversation at the time it
    was processed elsewhere.

    Args:
        project_id (str): An identifier. That it is not empty is assumed, not documented.
        conversation_id (str): An identifier. That it is not empty is assumed, not documented.
        body (InjectMessageRequest): One message and where it belongs. Fields that are not listed
            are kept.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorAnswer | InjectMessageResponse
    """

    return (
        await asyncio_detailed(
            project_id=project_id,
            conversation_id=conversation_id,
            client=client,
            body=body,
        )
    ).parsed
