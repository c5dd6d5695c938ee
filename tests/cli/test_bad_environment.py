"""The command in an environment that cannot be right: a sentence and a code, no secret."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its environment is always text")
PATIENCE = 60
COMMAND = [sys.executable, "-m", "sinch_inject"]
SEND = [
    *("send", "--conversation", "c1", "--text", "hello", "--contact", "k"),
    *("--channel", "SMS", "--identity", "+46700000001", "--direction", "TO_APP"),
]
GOOD = {
    b"SINCH_PROJECT_ID": b"p",
    b"SINCH_KEY_ID": b"k",
    b"SINCH_KEY_SECRET": b"hush-hush",
    b"SINCH_CONVERSATION_REGION": b"eu",
    # Nothing may reach the real service from here: both are closed.
    b"SINCH_BASE_URL": b"https://127.0.0.1:1",
    b"SINCH_AUTH_URL": b"https://127.0.0.1:1",
}
AWAY = {b"SINCH_BASE_URL": b"https://api.invalid", b"SINCH_AUTH_URL": b"https://auth.invalid"}
NOT_TEXT = b"hush\xff\xfe"

WRONG: dict[str, dict[bytes, bytes]] = {
    "project that is not UTF-8": {b"SINCH_PROJECT_ID": NOT_TEXT},
    "key id that is not UTF-8": {b"SINCH_KEY_ID": NOT_TEXT},
    "secret that is not UTF-8": {b"SINCH_KEY_SECRET": NOT_TEXT},
    "secret with a line break": {b"SINCH_KEY_SECRET": b"hush\nhush"},
    "region that is not UTF-8": {b"SINCH_CONVERSATION_REGION": NOT_TEXT, b"SINCH_BASE_URL": b""},
    "region that is none": {b"SINCH_CONVERSATION_REGION": b"mars", b"SINCH_BASE_URL": b""},
    "host that is not UTF-8": {b"SINCH_BASE_URL": b"https://hush\xff.example"},
    "host that is no name": {b"SINCH_BASE_URL": b"https://a..b"},
    "host with a label too long": {b"SINCH_BASE_URL": b"https://" + b"a" * 64 + b".example"},
    "host with a space": {b"SINCH_BASE_URL": b"https://a b"},
    "port that is none": {b"SINCH_BASE_URL": b"https://a:99999"},
    "port of letters": {b"SINCH_BASE_URL": b"https://a:b"},
    "no address at all": {b"SINCH_BASE_URL": b"http://["},
    "token host that is not UTF-8": {b"SINCH_AUTH_URL": b"https://hush\xff.example"},
    "token host with credentials": {b"SINCH_AUTH_URL": b"https://hush:hush@a.example"},
    "proxy of another kind": {b"HTTPS_PROXY": b"socks5://hush@127.0.0.1:1", **AWAY},
    "region that is a secret": {b"SINCH_CONVERSATION_REGION": b"hush", b"SINCH_BASE_URL": b""},
    "the other region": {
        b"SINCH_REGION": b"hush",
        b"SINCH_BASE_URL": b"",
        b"SINCH_CONVERSATION_REGION": b"",
    },
    "key id with a colon": {b"SINCH_KEY_ID": b"hush:hush"},
    "host with credentials": {b"SINCH_BASE_URL": b"https://hush:hush@a.example"},
    "proxy for all that is nonsense": {b"ALL_PROXY": b"http://[hush", **AWAY},
    "proxy that is blank": {b"https_proxy": b" ", **AWAY},
    "proxy that is nonsense": {b"HTTPS_PROXY": b"http://[hush", **AWAY},
    "proxy that is not UTF-8": {b"HTTPS_PROXY": b"http://hush\xff:1", **AWAY},
    "proxy with a port that is none": {b"HTTPS_PROXY": b"http://hush:99999", **AWAY},
    "CA file that is not there": {b"SSL_CERT_FILE": b"/nowhere/ca.pem"},
    "CA file that is a directory": {b"SSL_CERT_FILE": b"/"},
    "CA file that holds none": {b"SSL_CERT_FILE": b"/etc/passwd"},
}


def ended(words: list[str], environ: dict[bytes, bytes]) -> tuple[int, str]:
    led = (b"SINCH_", b"SSL_", b"HTTP", b"http", b"ALL_PROXY", b"all_proxy")
    bare = {name: value for name, value in os.environb.items() if not name.startswith(led)}
    done = subprocess.run(
        [*COMMAND, *words],
        env={**bare, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    said = (done.stdout + done.stderr).decode(errors="replace")
    assert "Traceback" not in said
    assert "a fault of sinch-inject" not in said
    assert "hush" not in said
    return done.returncode, said


@pytest.mark.parametrize("wrong", WRONG)
def test_send_names_what_is_wrong_and_sends_nothing(wrong: str) -> None:
    code, said = ended(SEND, {**GOOD, **WRONG[wrong]})
    assert code == 2, said
    assert said.startswith(("Error: ", "Usage: "))
    assert next(iter(WRONG[wrong])).decode() in said


def test_check_needs_none_of_it() -> None:
    everything = {name: value for values in WRONG.values() for name, value in values.items()}
    code, said = ended(["check", "-"], everything)
    assert (code, said) == (1, "There is no request in it.\n")


BESIDE_OURS = [
    name for name, values in WRONG.items() if not next(iter(values)).startswith(b"SINCH_")
]


@pytest.mark.parametrize("wrong", BESIDE_OURS)
def test_the_demo_talks_to_its_own_simulator_all_the_same(wrong: str) -> None:
    code, said = ended(["demo"], {**GOOD, **WRONG[wrong]})
    assert code == 0 or (code == 2 and "SSL_CERT_FILE" in said), said


@pytest.mark.parametrize("name", [name for name in WRONG if "UTF-8" in name or "line" in name])
def test_contract_says_what_is_wrong(name: str) -> None:
    words = ["contract", "--base-url", "http://127.0.0.1:1", "--layer", "table"]
    code, said = ended(words, {**GOOD, **WRONG[name]})
    assert code in {2, 3}, said  # 3: it asked, and nobody answered
    assert said.startswith(("Error: ", "Usage: "))
