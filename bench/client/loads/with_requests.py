"""``requests`` with a session, as most people would write it."""

from __future__ import annotations

import threading

import requests
from harness import PATH, in_threads, message, one_by_one, task

given = task()
value = message()
headers = {"authorization": "Bearer bench"}
local = threading.local()


def session() -> requests.Session:
    """Return this thread's session: one is not to be shared by threads."""
    if not hasattr(local, "session"):
        local.session = requests.Session()
        local.session.verify = given.ca
        local.session.trust_env = False
    found: requests.Session = local.session
    return found


def call() -> None:
    """Post a dict, and look at the status."""
    answer = session().post(given.url + PATH, json=value, headers=headers, timeout=30)
    answer.raise_for_status()
    answer.json()


(in_threads if given.way == "threads" else one_by_one)(call, given)
