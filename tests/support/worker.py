"""``python -m support.worker URL FILE WAIT RATE``: goes on with an import in Postgres.

It goes on until the import is finished, and is one of several that share the job. It says a
word for each return of ``advance``: failed (with the reason), busy, going or finished.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from sinch_inject import FileImport, InjectClient, SinchInjectError, advance

__all__ = ["NAME", "RULES"]

NAME = "history"
RULES: dict[str, Any] = {"concurrency": 20, "settle_after": 6.0}


def main(url: str, file: str, wait: float, rate: float) -> None:
    """Work until nothing is left to do."""
    rules: dict[str, Any] = {**RULES, "wait": wait, "rate": rate}
    with InjectClient.from_env() as sinch:
        work = FileImport(file=file, client=sinch, ledger=url, name=NAME, **rules)
        while True:
            try:
                found = advance(work, at_most=600.0)
            except SinchInjectError as error:
                print(f"failed: {error}", flush=True)
            else:
                word = "busy" if found.busy else "finished" if found.finished else "going"
                print(word, flush=True)
                if found.finished:
                    return
            time.sleep(0.2)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], wait=float(sys.argv[3]), rate=float(sys.argv[4]))
