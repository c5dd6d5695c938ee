"""The lists that the decision table keeps in its own words are those of the contract.

The table does not read them there, so that a mistake in the contract shows; but a word that is
new must reach it, or a simulator that forgets its rule would pass.
"""

from __future__ import annotations

import click
import pytest
from sinch_inject.call.outcome import Outcome, judge
from sinch_inject.cli.list_messages import command
from sinch_inject.errors import PreflightError, UnexpectedAnswer
from sinch_inject.http.answer import Answer
from sinch_inject.request.reads import PAGE_SIZE, ListFilters, reading
from sinch_inject.settings import AUTH_URL, REGIONS
from sinch_inject_conformance import table
from sinch_inject_conformance.messages import filters, parameters
from sinch_inject_contract.document import contract, operations

SCHEMAS = contract()["components"]["schemas"]


def test_the_channels() -> None:
    assert list(table.CHANNELS) == SCHEMAS["Channel"]["enum"]


def test_the_channels_that_need_an_app_id() -> None:
    condition = SCHEMAS["ChannelIdentity"]["if"]["properties"]["channel"]["enum"]
    assert list(table.SCOPED) == condition


def test_the_time_window() -> None:
    accept_time = SCHEMAS["InjectMessageRequest"]["properties"]["accept_time"]
    assert accept_time["x-time-window"]["max_age_seconds"] == table.WINDOW


ASKED = {one.name: one for one in operations()["listMessages"].parameters if one.where == "query"}
LARGEST = ASKED["page_size"].schema["maximum"]


def test_the_client_takes_the_parameters_of_the_list() -> None:
    """All but the token of a page, which the client itself handles."""
    assert set(ListFilters.__annotations__) == set(ASKED) - {"page_token"}


@pytest.mark.parametrize("name", ASKED)
def test_the_suite_tries_every_parameter_of_the_list(name: str) -> None:
    """A simulator that passes one over is noticed by the suite's rows and stories alone."""
    names = [row.name for row in parameters.rows()] + [story.name for story in filters.stories()]
    tried = {word for one in names for word in one.split()}
    assert name in tried, "conformance/sinch_inject_conformance/messages: filters, parameters"


def test_the_size_of_a_page() -> None:
    assert PAGE_SIZE <= LARGEST
    reading("listMessages", "https://x.test", "p", page_size=LARGEST)
    with pytest.raises(PreflightError, match=f"from 1 to {LARGEST}"):
        reading("listMessages", "https://x.test", "p", page_size=LARGEST + 1)
    (option,) = [one for one in command.params if one.name == "page_size"]
    assert isinstance(option.type, click.IntRange)
    assert (option.type.min, option.type.max) == (1, LARGEST)


@pytest.mark.parametrize("name", operations())
def test_the_client_knows_what_each_documented_answer_means(name: str) -> None:
    """One that is new is looked up in `overlays/sinch_inject/call/outcome.py`."""
    for status in operations()[name].answers:
        verdict = judge(Answer(status))
        assert verdict.error is not UnexpectedAnswer, status
        assert status >= 400 or verdict.outcome is Outcome.DONE


def test_the_regions() -> None:
    assert set(REGIONS.values()) == {server["url"] for server in contract()["servers"]}


def test_where_tokens_are_given() -> None:
    flow = contract()["components"]["securitySchemes"]["oAuth2"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == f"{AUTH_URL}/oauth2/token"
