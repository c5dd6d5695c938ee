"""InjectClient and AsyncInjectClient: the same client, for threads and for an event loop.

A client knows where to send and as whom, and owns the connections; what a call does stands in
``call/``. ``with_options`` gives a second view on the same client, connections, tokens and SSL
context included, with other rules.

Any number of threads may use one InjectClient, and a forked child gets connections of its
own. An AsyncInjectClient belongs to the event loop that it is first used in.
"""

from __future__ import annotations

from sinch_inject.client.tasks import AsyncInjectClient
from sinch_inject.client.threads import InjectClient

__all__ = ["AsyncInjectClient", "InjectClient"]
