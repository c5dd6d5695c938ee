"""What is done with one event: pure of HTTP servers, so that it fits into any.

The status that the webhook gets steers what its sender does next:

===  ==================================================================
200  mirrored, now or before
202  unknown whether it was: kept for a person, must not be delivered again
409  another delivery of it is at work
422  it can never be mirrored as it is: do not deliver it again
503  nothing was injected, and it may work later: please deliver it again
===  ==================================================================
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from sinch_inject import (
    AuthenticationFailed,
    InjectClient,
    NotSent,
    OutcomeUnknown,
    PermissionDenied,
    PreflightError,
    RateLimited,
    Rejected,
    text_request,
)

from webhook_relay.ledger import Ledger

__all__ = ["mirror"]

log = logging.getLogger("webhook_relay")
# The message is fine: when the server is less busy, or the key is put right, it goes out.
LATER = (RateLimited, AuthenticationFailed, PermissionDenied)
AGAIN = {"done": 200, "unknown": 202, "sending": 409, "rejected": 422}


def mirror(event: Mapping[str, Any], sinch: InjectClient, ledger: Ledger) -> int:
    """Mirror one event; return the status for the webhook.

    Args:
        event: ``id``, ``conversation``, ``contact``, ``channel``, ``address``, ``author``
            (``customer`` or ``agent``), ``text`` and ``at`` (ISO 8601 with an offset).
        sinch: the client.
        ledger: which events have been seen.
    """
    try:
        name, conversation = str(event["id"]), str(event["conversation"])
        request = text_request(
            event["text"],
            contact_id=event["contact"],
            channel=event["channel"],
            identity=event["address"],
            direction="TO_APP" if event["author"] == "customer" else "TO_CONTACT",
            accept_time=event["at"],
        )
    except (KeyError, TypeError, AttributeError, PreflightError) as error:
        log.warning("not an event: %s %s", type(error).__name__, error)
        return 422
    seen = ledger.claim(name)
    if seen is not None:
        return AGAIN[seen]
    try:
        sinch.inject(conversation, request, tag=name)
    except LATER as error:
        ledger.forget(name)
        log.warning("event %s was refused for now: %s", name, error)
        return 503
    except (PreflightError, Rejected) as error:
        ledger.settle(name, "rejected")
        log.warning("event %s is refused: %s", name, error)
        return 422
    except NotSent as error:
        ledger.forget(name)
        log.warning("event %s was not sent: %s", name, error)
        return 503
    except OutcomeUnknown as error:
        ledger.settle(name, "unknown")
        log.warning("event %s: look for its tag in the conversation: %s", name, error)
        return 202
    ledger.settle(name, "done")
    return 200
