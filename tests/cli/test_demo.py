"""``sinch-inject demo``, and that its conversation shows what it promises."""

from __future__ import annotations

import copy
import datetime
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sinch_inject.cli.chat import WIDTH, chat
from sinch_inject.cli.demo import records
from sinch_inject_contract.document import contract
from sinch_inject_mock import SinchMock

Run = Callable[..., Result]
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def plain(text: str, **_looks: Any) -> str:
    return text


def test_every_member_is_one_of_the_contract() -> None:
    """One that the contract renamed would go on being sent: unknown members are accepted."""
    known = contract()["components"]["schemas"]["InjectMessageRequest"]["properties"].keys()
    assert {name for body in records(NOW) for name in body} <= known


def test_a_dozen_messages_of_all_sorts() -> None:
    bodies = list(records(NOW))
    contents = {
        name
        for body in bodies
        for name in body.get("app_message") or body["contact_message"]
        if name.endswith("_message")
    }
    assert len(bodies) == 13
    assert contents == {
        *("text_message", "location_message", "choice_message", "choice_response_message"),
        *("card_message", "media_message", "list_message"),
    }
    assert {body["direction"] for body in bodies} == {"TO_APP", "TO_CONTACT"}
    assert len({body["channel_identity"]["channel"] for body in bodies}) == 6


def test_the_demo_as_a_user_runs_it(tmp_path: Path) -> None:
    """In a folder of its own, with no terminal, no settings, and stdout in ASCII."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SINCH_")}
    done = subprocess.run(
        [sys.executable, "-m", "sinch_inject.cli", "demo"],
        cwd=tmp_path,
        env={**env, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    shown = done.stdout.splitlines()
    assert "\x1b" not in done.stdout
    assert max(len(line) for line in shown) <= 80
    assert re.search(r"^  12 injected in .* s, 1 refused$", done.stdout, re.MULTILINE)
    assert "    error at /channel_identity/app_id: `app_id` is required on LINE" in shown
    assert (
        "    400 INVALID_ARGUMENT: channel_identity.app_id: `app_id` is required on LINE" in shown
    )
    heads = [line for line in shown if re.search(r"  [A-Z]+  \d\d:\d\d$", line)]
    assert len(heads) == 12
    assert sum(line.startswith("  Contact  ") for line in heads) == 6
    assert not list(tmp_path.iterdir())


def test_a_file_to_try_an_import_with_is_written_and_none_overwritten(
    run: Run, sinch_mock: SinchMock, tmp_path: Path
) -> None:
    file = tmp_path / "demo.jsonl"
    assert run("demo", "--write", str(file), "--messages", "80").exit_code == 0
    looked = run("import", str(file), "--dry-run")
    assert looked.stdout == "80 would be sent, 0 known, 0 rejected\n"
    done = run("import", str(file), env=sinch_mock.env)
    assert done.exit_code == 0, done.output
    assert len(sinch_mock.messages) == 80
    again = run("demo", "--write", str(file))
    assert again.exit_code == 2
    assert again.stderr == f"Error: {file}: File exists\n"


def test_colours_are_for_terminals_that_want_them(run: Run) -> None:
    assert "\x1b" not in run("demo").output


def test_the_chat_is_in_order_of_time_contact_left_app_right() -> None:
    bodies = [body for body in records(NOW) if body["channel_identity"]["channel"] == "SMS"]
    assert list(chat(bodies[::-1], style=plain)) == [
        "---------------------------- Sat 21 November 2026 ----------------------------",
        "",
        "  Contact  SMS  09:57",
        "  Hi! My lamp should have come today. Where is it?",
        "",
        "                       Shop bot  SMS  09:59",
        "                       Hi Kim, thanks for asking. It left the warehouse this",
        "                       morning, and the van is late. Shall we go on in",
        "                       WhatsApp? There you can see where it is.",
        "",
    ]


EXAMPLES = contract()["components"]["examples"]


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name[:3] in ("App", "Con")])
def test_every_kind_of_message_can_be_shown(name: str) -> None:
    body = EXAMPLES[name]["value"]
    message = body.get("app_message") or body["contact_message"]
    shown = " ".join(" ".join(chat([body], style=plain)).split())
    for member in ("text_message", "card_message", "list_message", "location_message"):
        for part in ("text", "title", "description"):
            assert message.get(member, {}).get(part, "") in shown
    assert body["channel_identity"]["channel"] in shown
    assert len(shown) > WIDTH + 10


def test_a_carousel_shows_each_card_and_its_choices() -> None:
    lines = [line.strip() for line in chat([EXAMPLES["AppCarousel"]["value"]], style=plain)]
    assert lines[3:-1] == ["[card] Lamp", "( Take it )", "[card] Chair", "Oak", "( Call us )"]


def test_a_choice_that_is_new_here_is_shown_too() -> None:
    body = copy.deepcopy(EXAMPLES["AppChoice"]["value"])
    body["app_message"]["choice_message"]["choices"] = [{"dance_message": {}}, {"tip": 1}]
    assert "( dance_message ) ( ? )" in "".join(chat([body], style=plain))


def test_no_message_steers_the_terminal_or_breaks_the_chat() -> None:
    body: dict[str, Any] = {
        "accept_time": "2026-11-22T10:00:00Z",
        "direction": "TO_APP",
        "contact_id": "k",
        "channel_identity": {"channel": "SMS", "identity": "1"},
    }
    texts = ["\x1b[2Jgone\x07", "a\u202eb", "x" * 500, "line\r\nline", ""]
    contents: list[dict[str, Any]] = [
        *({"contact_message": {"text_message": {"text": text}}} for text in texts),
        {"app_message": {"template_message": {}}},
        {"app_message": {"poll_of_tomorrow_message": {}}},
        {"contact_message": None},
        {},
    ]
    lines = list(chat([body | content for content in contents], style=plain))
    assert all(line.isprintable() for line in lines)
    assert max(len(line) for line in lines) <= WIDTH
    assert "  [template]" in lines
    assert "  [poll of tomorrow]" in lines
    assert lines.count("  [nothing]") == 2


@pytest.mark.parametrize(
    ("columns", "widest"), [("20", 40), ("40", 40), ("61", 61), ("120", 120), ("500", 200)]
)
def test_it_fits_the_terminal(run: Run, columns: str, widest: int) -> None:
    """No line is wider than the terminal, from 40 columns to 200; some use what there is."""
    result = run("demo", env={"COLUMNS": columns})
    assert result.exit_code == 0
    longest = max(len(line) for line in result.output.splitlines())
    assert widest - 10 <= longest <= widest


@pytest.mark.parametrize("width", [38, 78, 198])
def test_wide_characters_and_long_names_fit_too(width: int) -> None:
    body: dict[str, Any] = {
        "accept_time": "2026-11-22T10:00:00Z",
        "direction": "TO_CONTACT",
        "channel_identity": {"channel": "APPLEBC", "identity": "1"},
        "app_message": {
            "text_message": {"text": "\u6f22\u5b57" * 60},
            "agent": {"display_name": "\u6f22" * 60},
        },
    }
    for line in chat([body], style=plain, width=width):
        assert sum(2 if "\u4e00" <= character <= "\u9fff" else 1 for character in line) <= width
