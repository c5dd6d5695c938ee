"""What is done with one event: pure of HTTP servers, so that it fits into any.

The status that the webhook gets steers what its sender does next:

===  ======================================================================
200  kept, now or before: it is mirrored once, whatever happens from here on
422  it can never be mirrored as it is: do not deliver it again
503  it could not be kept: please deliver it again
===  ======================================================================
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from sinch_inject import NotSent, Outbox, PreflightError, text_request

__all__ = ["mirror"]

log = logging.getLogger("webhook_relay")


def mirror(event: Mapping[str, Any], outbox: Outbox) -> int:
    """Keep one event for mirroring; return the status for the webhook.

    Args:
        event: ``id``, ``conversation``, ``contact``, ``channel``, ``address``, ``author``
            (``customer`` or ``agent``), ``text`` and ``at`` (ISO 8601 with an offset).
        outbox: delivers it.
    """
    try:
        request = text_request(
            event["text"],
            contact_id=event["contact"],
            channel=event["channel"],
            identity=event["address"],
            direction="TO_APP" if event["author"] == "customer" else "TO_CONTACT",
            accept_time=event["at"],
        )
        outbox.put(str(event["conversation"]), request, key=str(event["id"]))
    except (KeyError, TypeError, AttributeError, PreflightError) as error:
        log.warning("not an event: %s %s", type(error).__name__, error)
        return 422
    except NotSent as error:
        log.warning("an event could not be kept: %s", error)
        return 503
    return 200
