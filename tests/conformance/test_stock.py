"""Stock schemathesis with our hooks, as documented: the key goes only to a host that was named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from sinch_inject_contract.document import contract
from sinch_inject_mock import SinchMock
from support.servers import stub

CONTRACT = Path(__file__).parents[2] / "openapi" / "inject-message.yaml"


def stock(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run stock schemathesis as documented, with no variable for the token's origin."""
    (folder / "schemathesis.toml").write_text("[generation]\nallow-x00 = false\n")
    named = {
        "SINCH_PROJECT_ID": "demo-project",
        "SINCH_KEY_ID": "demo-key",
        "SINCH_KEY_SECRET": "demo-secret",
        "SCHEMATHESIS_HOOKS": "sinch_inject_conformance.strategies",
    }
    environment = {name: value for name, value in os.environ.items() if "SINCH" not in name}
    return subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", *arguments),
            *("--phases", "examples", "--no-color", "--include-operation-id", "injectMessage"),
        ],
        cwd=folder, env={**environment, **named, **variables}, capture_output=True, text=True,
        timeout=240, check=False,
    )  # fmt: skip


def test_the_hooks_send_the_key_to_the_server_that_is_tested(
    sinch_mock: SinchMock, tmp_path: Path
) -> None:
    done = stock(tmp_path, str(CONTRACT), "--url", sinch_mock.base_url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[TOTAL]" in done.stdout or "passed" in done.stdout
    verdicts = [one["verdict"] for one in sinch_mock.requests]
    assert verdicts.count("token") >= 1
    assert verdicts.count("injected") >= 20


def test_the_hooks_send_the_key_to_no_host_that_only_a_document_names(tmp_path: Path) -> None:
    asked: list[str] = []

    def noting(_method: str, path: str, _body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked.append(path)
        return 200, {}, b""

    with stub(noting) as other:
        document = json.dumps({**contract(), "servers": [{"url": other}]}).encode()
        with stub(
            lambda _method, _path, _body: (200, {"Content-Type": "application/json"}, document)
        ) as published:
            done = stock(tmp_path, f"{published}/openapi.json")
    assert done.returncode == 1
    assert "--url" in done.stdout
    assert asked == []


def test_the_hooks_follow_no_token_endpoint_to_another_host(tmp_path: Path) -> None:
    asked: list[str] = []

    def noting(_method: str, path: str, _body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked.append(path)
        return 200, {"Content-Type": "application/json"}, b'{"access_token":"t"}'

    with (
        stub(noting) as other,
        stub(lambda _method, _path, _body: (307, {"Location": f"{other}/t"}, b"")) as tested,
    ):
        # What stands before the host is a secret of its own: it is in no message.
        named = tested.replace("//", "//someone:hunter2@")
        done = stock(tmp_path, str(CONTRACT), "--url", named)
    assert done.returncode == 1
    assert "hunter2" not in done.stdout + done.stderr
    assert "answered 307, no token" in done.stdout
    assert asked == []


def test_what_goes_to_this_machine_goes_through_no_proxy(
    sinch_mock: SinchMock, tmp_path: Path
) -> None:
    asked: list[str] = []

    def noting(_method: str, path: str, _body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked.append(path)
        return 200, {"Content-Type": "application/json"}, b'{"access_token":"t"}'

    with stub(noting) as proxy:
        variables = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"), proxy)
        variables |= {"NO_PROXY": "", "no_proxy": ""}
        done = stock(tmp_path, str(CONTRACT), "--url", sinch_mock.base_url, **variables)
    assert asked == []
    assert done.returncode == 0, done.stdout + done.stderr
    assert [one["verdict"] for one in sinch_mock.requests].count("token") >= 1
