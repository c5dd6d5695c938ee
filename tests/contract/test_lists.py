"""The lists that the decision table keeps in its own words are those of the contract.

The table does not read them there, so that a mistake in the contract shows; but a word that is
new must reach it, or a simulator that forgets its rule would pass.
"""

from __future__ import annotations

from sinch_inject_conformance import table
from sinch_inject_contract.document import contract

SCHEMAS = contract()["components"]["schemas"]


def test_the_channels() -> None:
    assert list(table.CHANNELS) == SCHEMAS["Channel"]["enum"]


def test_the_channels_that_need_an_app_id() -> None:
    condition = SCHEMAS["ChannelIdentity"]["if"]["properties"]["channel"]["enum"]
    assert list(table.SCOPED) == condition


def test_the_time_window() -> None:
    accept_time = SCHEMAS["InjectMessageRequest"]["properties"]["accept_time"]
    assert accept_time["x-time-window"]["max_age_seconds"] == table.WINDOW
