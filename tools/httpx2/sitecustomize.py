"""Have every ``import httpx`` of this interpreter give httpx2: `nox -s httpx2`."""

import sys

import httpx2  # type: ignore[import-not-found]  # pyright: ignore  # only in that session

sys.modules["httpx"] = httpx2
