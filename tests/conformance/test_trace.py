"""Every line that a server can leave has cases that ask it, and those cases are the right ones."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner, Result
from sinch_inject.cli.contract import command
from sinch_inject_conformance import trace
from sinch_inject_conformance.judge import resolved
from sinch_inject_conformance.lines import lines, near, request_rules
from sinch_inject_conformance.trace import cases_of, fits, flipped, without
from sinch_inject_contract.document import contract
from sinch_inject_mock.core.fidelity import BEHAVIOURS

from tools.docs import fidelity

# Rules that others imply: whoever leaves one out changes nothing that could be seen.
IMPLIED = {
    # A text has no members, so it would fit all branches of the choice.
    "InjectMessageRequest/type", "ContactMessage/type", "AppMessage/type", "Choice/type",
    "OmniMessageOverride/type",
    # The condition on the type says more.
    "ChannelSpecificMessage/properties/message", "ChannelSpecificMessage/properties/message/anyOf",
    # That it is an object is said of the property.
    "TemplateMessage/if/properties/omni_template",
    "TemplateMessage/if/properties/omni_template/type",
}  # fmt: skip


def implied(rule: str) -> bool:
    """Tell whether other rules say what a rule says: its enum, or that the member is required."""
    name, *steps = rule.split("/")
    node: Any = resolved(name)
    for step in steps[:-1]:
        node = node[int(step)] if isinstance(node, list) else node[step]
    beside = steps[-1] == "type" and {"enum", "const"} & node.keys()
    return bool(beside) or rule.endswith("/if/required") or rule in IMPLIED


def test_every_rule_on_a_request_has_a_case_that_fails_when_it_is_left_out() -> None:
    """Each keyword and each property: a server that forgets one judges a body otherwise."""
    rules = [rule for rule in request_rules() if not implied(rule)]
    assert len(rules) > 800
    assert [rule for rule in rules if not next(flipped(rule), None)] == []


def test_every_line_of_the_contract_and_of_fidelity_has_a_case() -> None:
    told = {fidelity.short(path) for path, _, _ in fidelity.tagged(contract())}
    assert told <= lines().keys()
    every = [*(line for line in lines() if line not in request_rules()), *BEHAVIOURS]
    assert [line for line in every if not next(cases_of(line), None)] == []


def test_no_two_lines_have_one_name() -> None:
    assert not BEHAVIOURS.keys() & lines().keys()


@pytest.mark.parametrize(
    "rule",
    ["ChannelIdentity/if", "Id/minLength", "ChannelIdentity/properties/app_id", "TextMessage",
     "ChannelIdentity/if/properties/channel/enum", "InjectMessageRequest/not",
     "Choice/allOf/0/oneOf", "Channel", "AppMessage/properties/text_message",
     "FlowsMessage/properties/flow_cta/maxLength", "ChannelSpecificMessage/allOf/2/if"],
)  # fmt: skip
def test_the_cases_of_a_rule_are_judged_otherwise_without_it(rule: str) -> None:
    """What the errors of a body say of a rule is what leaving the rule out does."""
    bodies = dict(trace.bodies())
    named = list(flipped(rule))
    assert named
    for one in named[:20]:
        right = fits(bodies[one])
        with without(rule):
            assert fits(bodies[one]) is not right, one
        assert fits(bodies[one]) is right


# -- the command


def explained(name: str) -> Result:
    return CliRunner().invoke(command, ["--explain", name])


@pytest.mark.parametrize(
    ("name", "words"),
    [("InjectMessageRequest/properties/metadata/maxLength", "table: 1025 ASCII characters"),
     ("ChannelIdentity/then/required", "table: LINE without app_id"),
     ("basic-challenge", "grammar: challenge for a wrong secret"),
     ("injectMessage/413", "[assumed]"), ("listMessages/page_size", "messages: "),
     ("responses/TooLarge", "table: 2 MiB")],
)  # fmt: skip
def test_a_line_is_explained(name: str, words: str) -> None:
    done = explained(name)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"{name}  [")
    assert words in done.output


def test_names_that_are_near_are_told() -> None:
    done = explained("metadata/maxlength")
    assert done.exit_code == 2
    assert "near it: InjectMessageRequest/properties/metadata/maxLength" in done.output
    assert "basic-challenge" in explained("basic-chalenge").output
    assert near("qqqqqqqqqqqq", ["Id"]) == []
