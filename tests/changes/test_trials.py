"""Changes of the contract, made on a copy of the repository as somebody would make them.

Each is judged rightly, asks for the right version, changes the right parts of ``generated/``,
and needs no more files by hand than it should. Where it makes a rule, a simulator that lacks
the rule is caught by the contract suite.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.requests import SENDER as NAME
from support.requests import message
from support.trial import CONTRACT, Result, Trial

pytestmark = pytest.mark.timeout(1800)  # a dozen processes, on a busy machine
TABLE = "conformance/sinch_inject_conformance/table.py"
TEXT = "overlays/sinch_inject/request/text.py"
SEND = "overlays/sinch_inject/cli/send.py"
DEMO = "overlays/sinch_inject/cli/demo.jsonl"
FRAGMENT = "changes/trial.{}.md"
WHOLE = Path(__file__).parents[2].joinpath(CONTRACT).read_text(encoding="utf-8")
# A member of the request and of the message that is kept, each with what is said of it.
SENDER, KEPT_SENDER = re.findall(rf"(?m)^ {{8}}{NAME}:\n(?: {{10}}.*\n)+", WHOLE)
PRIORITY = """\
        priority:
          type: {type}
          description: How soon.
"""
REQUIRED = "required: [accept_time, channel_identity, contact_id, direction]"
SCOPED = "            enum: [MESSENGER, INSTAGRAM, LINE, WECHAT]\n"
METADATA = """\
        metadata:
          type: string
          maxLength: 1024
          description: Free text kept with the message, at most 1024 characters.
"""
STATUS = """\
        status:
          type: string
          description: A word for a program, such as INVALID_ARGUMENT. Not a closed list.
"""


def asks_for(trial: Trial, before: Result, version: str, kind: str) -> None:
    """Expect that a version and a line are missing, give them, and expect that this will do."""
    assert before.code == 1
    assert any(f"version {version} " in sentence for sentence in before.missing), before.missing
    assert any("line to the users" in sentence for sentence in before.missing)
    trial.release(version, kind)
    after = trial.judge()
    assert after.missing == []
    assert after.code == 0


def caught(trial: Trial, tmp_path: Path, lacking: str, *layers: str) -> str:
    """Run the suite with the copy's contract against a simulator that has ``lacking`` instead."""
    data = tmp_path / "lacking" / "sinch_inject_schema"
    data.mkdir(parents=True)
    (data / "contract.json").write_text(lacking, encoding="utf-8")
    server = evolve(trial, first=(str(data.parent),))
    arguments = [part for layer in layers for part in ("--layer", layer)]
    with server.simulator() as url:
        done = trial.run(
            *(
                "-m",
                "sinch_inject.cli",
                "contract",
                "--base-url",
                url,
                "--stop-at-first",
                *arguments,
            ),
            check=False,
        )
    assert done.returncode == 1, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def flag(name: str) -> str:
    """Return the option of the command for a member."""
    return f"--{name.replace('_', '-')}"


def generated_contract(trial: Trial) -> str:
    path = trial.root / "generated" / "sinch_inject_schema" / "contract.json"
    return path.read_text(encoding="utf-8")


def test_nothing_changed(trial: Trial) -> None:
    result = trial.judge()
    assert (result.code, result.verdict, result.missing) == (0, "none", [])
    assert trial.regenerate() == set()


def test_only_words(trial: Trial) -> None:
    trial.contract(
        "description: The contact of the conversation, by its id.", "description: Whose."
    )
    changed = trial.regenerate()
    result = trial.judge()
    assert (result.code, result.verdict) == (0, "words")
    assert changed == {
        "sinch_inject_schema/contract.json",
        "sinch_inject_generated/models/inject_message_request.py",
    }
    trial.guard()
    assert trial.touched == {CONTRACT}


def test_an_optional_field_in_the_middle(trial: Trial, tmp_path: Path) -> None:
    old = generated_contract(trial)
    new = PRIORITY.format(type="integer\n          maximum: 9")
    kept = PRIORITY.format(type='[integer, "null"]')
    trial.contract(SENDER, new + SENDER)
    trial.contract(KEPT_SENDER, kept + KEPT_SENDER)
    changed = trial.regenerate()
    result = trial.judge()
    assert result.verdict == "compatible"
    assert {change["place"] for change in result.of("python", "compatible")} == {
        "InjectMessageRequest.priority",
        "ConversationMessage.priority",
    }
    assert "sinch_inject_generated/models/inject_message_request.py" in changed
    asks_for(trial, result, "0.4.1", "added")
    trial.guard()
    assert trial.touched == {CONTRACT, "pyproject.toml", FRAGMENT.format("added")}
    assert "InjectMessageRequest" in caught(trial, tmp_path, old, "keywords")


def test_a_field_that_is_required_now(trial: Trial, tmp_path: Path) -> None:
    old = generated_contract(trial)
    trial.contract(REQUIRED, REQUIRED.replace("direction]", "direction, processing_mode]"))
    path = trial.root / CONTRACT
    head, examples = path.read_text(encoding="utf-8").split("  examples:\n    AppText:\n")
    blocks = re.split(r"(?m)^(?=    [A-Z]\w+:$)", f"    AppText:\n{examples}")
    mode, direction = "        processing_mode: CONVERSATION\n", "        direction: TO_"
    blocks = [
        block if "        processing_mode:" in block else block.replace(direction, mode + direction)
        for block in blocks
    ]
    path.write_text(f"{head}  examples:\n{''.join(blocks)}", encoding="utf-8")
    trial.regenerate()
    result = trial.judge()
    assert result.verdict == "breaking"
    (witness,) = {change["witness"] for change in result.of("meaning", "breaking")[:1]}
    assert "processing_mode" not in witness
    assert any(
        change["place"].startswith("InjectMessageRequest")
        for change in result.of("python", "breaking")
    )
    asks_for(trial, result, "0.5.0", "breaking")
    assert trial.touched == {CONTRACT, "pyproject.toml", FRAGMENT.format("breaking")}
    assert "processing_mode" in caught(trial, tmp_path, old, "keywords")


def test_a_word_of_an_enum_is_gone(trial: Trial) -> None:
    trial.contract("        - APPLEBC\n", "")
    changed = trial.regenerate()
    result = trial.judge()
    assert result.verdict == "breaking"
    assert any("APPLEBC" in change["witness"] for change in result.of("meaning", "breaking"))
    assert "Channel.APPLEBC" in {change["place"] for change in result.of("python", "breaking")}
    assert "sinch_inject_generated/models/channel.py" in changed
    # The table keeps its own list; a test holds it equal to the contract's.
    trial.guard("test_lists.py", passes=False)
    trial.edit(TABLE, '"WECHAT", "APPLEBC",\n', '"WECHAT",\n')
    trial.guard("test_lists.py")
    asks_for(trial, result, "0.5.0", "breaking")
    assert len(trial.touched) <= 4


def test_a_channel_with_a_condition(trial: Trial, tmp_path: Path) -> None:
    trial.contract("        - APPLEBC\n", "        - APPLEBC\n        - TIKTOK\n")
    trial.regenerate()
    forgetful = generated_contract(trial)
    trial.contract(SCOPED, SCOPED.replace("WECHAT]", "WECHAT, TIKTOK]"))
    trial.regenerate()
    result = trial.judge()
    assert result.verdict == "compatible"
    witnesses = [change["witness"] for change in result.of("meaning", "compatible")]
    assert any('"TIKTOK"' in witness and '"app_id"' in witness for witness in witnesses)
    # The table keeps its own lists; a test holds them equal to the contract's.
    trial.guard("test_lists.py", passes=False)
    trial.edit(TABLE, '"WECHAT", "APPLEBC",\n', '"WECHAT", "APPLEBC", "TIKTOK",\n')
    trial.edit(TABLE, '"LINE", "WECHAT")\n', '"LINE", "WECHAT", "TIKTOK")\n')
    asks_for(trial, result, "0.4.1", "added")
    trial.guard()
    trial.guard("test_lists.py")
    assert trial.touched == {CONTRACT, TABLE, "pyproject.toml", FRAGMENT.format("added")}
    with trial.simulator() as url:  # the page offers it, too
        assert "TIKTOK" in urllib.request.urlopen(f"{url}/_page/contract.js").read().decode()
    assert "TIKTOK" in caught(trial, tmp_path, forgetful, "table", "keywords")


def test_a_condition_on_a_word_that_was_free(trial: Trial) -> None:
    """What no comparison of documents gets right: the enum is the same, one word costs more."""
    trial.contract(SCOPED, SCOPED.replace("WECHAT]", "WECHAT, TELEGRAM]"))
    trial.regenerate()
    result = trial.judge()
    assert result.verdict == "breaking"
    breaks = result.of("meaning", "breaking")
    assert any('"TELEGRAM"' in change["witness"] for change in breaks)


def test_a_limit_is_narrowed(trial: Trial, tmp_path: Path) -> None:
    old = generated_contract(trial)
    trial.contract(METADATA, METADATA.replace("1024", "512"))
    changed = trial.regenerate()
    result = trial.judge()
    assert result.verdict == "breaking"
    assert {change["place"] for change in result.of("meaning", "breaking")} == {"/metadata"}
    assert "sinch_inject_schema/contract.json" in changed
    asks_for(trial, result, "0.5.0", "breaking")
    assert "metadata" in caught(trial, tmp_path, old, "keywords")


def test_the_time_window_is_narrowed(trial: Trial) -> None:
    trial.contract("max_age_seconds: 2592000", "max_age_seconds: 604800")
    trial.regenerate()
    result = trial.judge()
    assert result.verdict == "breaking"
    assert {change["place"] for change in result.of("meaning", "breaking")} == {"/accept_time"}


def test_a_field_of_an_answer_is_gone(trial: Trial) -> None:
    trial.contract(STATUS, "")
    trial.regenerate()
    result = trial.judge()
    assert result.verdict == "breaking"
    assert "ErrorStatus.status" in {change["place"] for change in result.of("python", "breaking")}
    assert result.of("document", "breaking")
    asks_for(trial, result, "0.5.0", "breaking")


def test_a_field_is_renamed(trial: Trial, tmp_path: Path) -> None:
    old = generated_contract(trial)
    new = "origin_id"
    trial.contract(NAME, new, count=0)
    trial.regenerate()
    result = trial.judge()
    assert result.verdict == "breaking"
    assert any(
        "request property is gone" in change["words"]
        for change in result.of("document", "breaking")
    )
    assert f"InjectMessageRequest.{NAME}" in {
        change["place"] for change in result.of("python", "breaking")
    }
    # Whatever would go on sending the old name is named by a test.
    trial.fails("tests/contract/test_generated.py", "the_shorthand_takes")
    trial.edit(TEXT, NAME, new, count=0)
    trial.fails("tests/contract/test_generated.py", "the_command_takes")
    trial.edit(SEND, flag(NAME), flag(new))
    trial.fails("tests/cli/test_demo.py", "every_member")
    trial.edit(DEMO, f'"{NAME}"', f'"{new}"')
    asks_for(trial, result, "0.5.0", "breaking")
    assert trial.touched == {
        *(CONTRACT, TEXT, SEND, DEMO, "pyproject.toml", FRAGMENT.format("breaking"))
    }
    # By then the published page has the new name, and `nox -s drift -- SOURCE --pin` writes this.
    pins = trial.root / "openapi" / "page.json"
    pins.write_text(pins.read_text(encoding="utf-8").replace(NAME, new), encoding="utf-8")
    trial.guard()
    trial.passes(
        *("tests/cli/test_send.py", "tests/cli/test_demo.py"),
        *("tests/client/test_request.py", "tests/contract/test_drift.py"),
    )
    assert new in caught(trial, tmp_path, old, "keywords", "table")


def test_fields_in_another_order(trial: Trial) -> None:
    trial.contract(SENDER, "")
    trial.contract(METADATA, METADATA + SENDER)
    trial.regenerate()
    result = trial.judge()
    assert (result.code, result.verdict) in ((0, "none"), (0, "words"))
    trial.guard()
    assert trial.touched == {CONTRACT}


def test_an_operation_is_added_and_red_until_it_is_there(trial: Trial, tmp_path: Path) -> None:
    path = trial.root / CONTRACT
    text = path.read_text(encoding="utf-8")
    begin = text.index("    delete:\n      operationId: deleteMessage")
    block = text[begin : text.index("\ncomponents:")]
    added = block.replace("    delete:", "    patch:", 1).replace("deleteMessage", "touchMessage")
    trial.contract(block, f"{block.rstrip()}\n{added}")
    changed = trial.regenerate()
    result = trial.judge()
    assert result.verdict == "compatible"
    assert "api_messages_touch_message" in {
        change["place"] for change in result.of("python", "compatible")
    }
    assert "sinch_inject_generated/api/messages/touch_message.py" in changed
    asks_for(trial, result, "0.4.1", "added")
    caught(trial, tmp_path, generated_contract(trial))


USES = """
import json, sys, warnings
from sinch_inject import InjectClient, check
from sinch_inject_mock import SinchMock

body = json.loads(sys.argv[1])
with warnings.catch_warnings(record=True) as caught, SinchMock() as mock:
    warnings.simplefilter("default")
    with InjectClient.from_env(base_url=mock.base_url, auth_url=mock.base_url) as client:
        for _ in range(3):
            client.inject("c-1", body)  # here
        client.with_options(preflight=False).inject("c-1", body)  # and here
print(json.dumps([[str(w.message), w.category.__name__, w.filename, w.lineno] for w in caught]))
print(json.dumps([str(problem) for problem in check(body)]))
"""


def used(trial: Trial, tmp_path: Path, body: dict[str, Any]) -> tuple[list[Any], list[str]]:
    """Send a body from two lines of a program; return its warnings, and what ``check`` says."""
    program = tmp_path / "program.py"
    program.write_text(USES, encoding="utf-8")
    done = trial.run(str(program), json.dumps(body))
    warned, said = map(json.loads, done.stdout.splitlines())
    lines = [line for line, text in enumerate(USES.splitlines(), 1) if "here" in text]
    assert [(kind, file, line) for _, kind, file, line in warned] == [
        ("DeprecationWarning", str(program), line) for line in lines
    ]
    return [text for text, *_ in warned], said


def test_a_field_is_deprecated(trial: Trial, tmp_path: Path) -> None:
    trial.contract(SENDER, SENDER + "          deprecated: true\n")
    trial.regenerate()
    result = trial.judge()
    assert result.verdict in ("words", "compatible")
    assert any("deprecated" in change["place"] + change["words"] for change in result.changes)
    trial.guard()
    warned, said = used(trial, tmp_path, message(**{NAME: "x"}))
    assert all(text.startswith(f"/{NAME} is deprecated: For a message") for text in warned)
    assert [text for text in said if f"warning at /{NAME}: is deprecated" in text] == said
    model = trial.root / "generated/sinch_inject_generated/models/inject_message_request.py"
    assert '""" Deprecated. For a message' in model.read_text(encoding="utf-8")
    assert trial.touched == {CONTRACT}


def test_a_word_of_a_list_is_deprecated(trial: Trial, tmp_path: Path) -> None:
    listed = "        - APPLEBC\n"
    trial.contract(listed, listed + "      if: {const: MMS}\n      then: {deprecated: true}\n")
    trial.regenerate()
    trial.guard()
    body = message(channel_identity={"channel": "MMS", "identity": "x"})
    warned, said = used(trial, tmp_path, body)
    assert warned == ["/channel_identity/channel is deprecated"] * 2
    assert said == ["warning at /channel_identity/channel: is deprecated"]
    assert trial.touched == {CONTRACT}


def test_another_generator(trial: Trial, tmp_path: Path) -> None:
    """A fake one, which calls a method by another name: that is a break without a contract."""
    folder = tmp_path / "fake" / "openapi_python_client"
    found = subprocess.run(
        [sys.executable, "-c", "import openapi_python_client as o; print(o.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    )
    shutil.copytree(found.stdout.strip(), folder)
    for template in folder.rglob("*.jinja"):
        text = template.read_text(encoding="utf-8")
        template.write_text(text.replace("additional_keys", "more_keys"), encoding="utf-8")
    trial.first = (str(folder.parent),)
    trial.edit(
        "pyproject.toml", '"openapi-python-client==0.29.1"', '"openapi-python-client==0.30.0"'
    )
    trial.regenerate()
    result = trial.judge()
    assert result.of("generator", "compatible")[0]["words"].endswith("0.30.0")
    places = {change["place"] for change in result.of("python", "breaking")}
    assert "InjectMessageRequest.additional_keys" in places
    asks_for(trial, result, "0.5.0", "breaking")


def test_an_accepted_break_with_its_reason(trial: Trial) -> None:
    trial.contract("max_age_seconds: 2592000", "max_age_seconds: 604800")
    trial.regenerate()
    entries = [
        f'[[accepted]]\nadapter = "{change["adapter"]}"\nplace = "{change["place"]}"\n'
        'reason = "The server has refused older ones since May."\n'
        for change in trial.judge().changes
        if change["level"] == "breaking"
    ]
    path = trial.root / "openapi" / "accepted.toml"
    path.write_text("\n".join(entries), encoding="utf-8")
    result = trial.judge()
    assert result.verdict == "compatible"
    assert all(change["accepted"] for change in result.changes if change["level"] == "breaking")
    path.write_text(entries[0].replace("accept_time", "metadata"), encoding="utf-8")
    assert any("which is no break" in sentence for sentence in trial.judge().missing)
