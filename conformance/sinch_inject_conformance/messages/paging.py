"""Pages: none lost, none twice, none longer than asked for; tokens that are good for one list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sinch_inject_conformance.case import At, text
from sinch_inject_conformance.messages.visit import Sent, Story, Visit

__all__ = ["large", "stories"]

SDK, ASSUMED = "public-sdk", "assumed"
COUNT = 12
MANY = 1001
SIZES = (50, 51, 99, 100, 101, 250, 256, 500, 512, 999, 1000)
Play = Callable[[Visit], Iterator[str]]


def stories() -> Iterator[Story]:
    """Yield every story."""
    rule = "pages"
    for size in (1, 2, 5, 6, COUNT - 1, COUNT, COUNT + 1, 1000):
        yield Story(f"pages of {size}", rule, SDK, _pages_of(size))
    yield Story("pages of the default, ten", rule, SDK, _default)
    yield Story("an empty list", rule, SDK, _empty)
    yield Story("messages arrive meanwhile", rule, ASSUMED, _meanwhile)
    yield Story(
        "messages arrive in the same moment",
        rule,
        ASSUMED,
        _same_moment,
        needs=["clock"],
        restores_clock=True,
    )
    yield Story("a message is deleted meanwhile", rule, ASSUMED, _deleted)
    yield Story("a token is used again", rule, ASSUMED, _again)
    yield Story("a token with other parameters", rule, ASSUMED, _other)
    yield Story("a token that was never given", rule, ASSUMED, _made_up)
    yield Story("pages of equal times", rule, SDK, _equal)
    yield Story("page_size in other spellings", "query", ASSUMED, _sizes)


def large() -> Story:
    """Return the story that takes a second or two."""
    return Story("a thousand messages, in pages of many sizes", "pages", SDK, _thousand)


def _fill(visit: Visit, count: int = COUNT) -> list[Sent]:
    """Inject some messages and return them in the order of a list."""
    sent = [
        visit.inject(text(accept_time=At(-60.0 * (count - n)), metadata=str(n)))
        for n in range(count)
    ]
    return list(reversed(sent))


def _walk(visit: Visit, size: int | None, **query: Any) -> Iterator[list[Any]]:
    """Yield page after page, to the end or far beyond it."""
    token: Any = None
    for _ in range(2 * COUNT + 2):
        more = {} if token is None else {"page_token": token}
        page = visit.page(**query, **more, **({} if size is None else {"page_size": size}))
        yield page.get("messages") or []
        token = page.get("next_page_token")
        if not token:
            return
    visit.faults.append("the pages do not end")


def _pages_of(size: int) -> Play:
    def play(visit: Visit) -> Iterator[str]:
        sent = _fill(visit)
        pages = list(_walk(visit, size))
        yield from visit.shows([one for page in pages for one in page], sent)
        if any(len(page) > size for page in pages):
            yield f"a page has more than {size} messages"
        if any(len(page) < size for page in pages[:-1]):
            yield "a page that is not the last is not full"
        if len(pages) > 1 and not pages[-1]:
            yield "the last page is empty"

    return play


def _default(visit: Visit) -> Iterator[str]:
    sent = _fill(visit)
    pages = list(_walk(visit, None))
    if [len(page) for page in pages] != [10, COUNT - 10]:
        yield f"the pages have {[len(page) for page in pages]} messages"
    yield from visit.shows([one for page in pages for one in page], sent)


def _empty(visit: Visit) -> Iterator[str]:
    page = visit.page()
    if page.get("messages") != []:
        yield "a list of nothing is no empty list"
    if page.get("next_page_token"):
        yield "a list of nothing goes on"


def _meanwhile(visit: Visit) -> Iterator[str]:
    sent = _fill(visit, 6)
    first = visit.page(page_size=2)
    visit.inject(text(accept_time=At(-1), metadata="newer"))
    visit.inject(text(accept_time=At(-86_400), metadata="older"))
    visit.inject(text(accept_time=At(-150), metadata="between"))
    found = list(first.get("messages") or [])
    token = first.get("next_page_token")
    while token and len(found) < 20:
        page = visit.page(page_size=2, page_token=token)
        found += page.get("messages") or []
        token = page.get("next_page_token")
    yield from visit.shows(found, sent)
    if len(visit.listed()) != 9:
        yield "a new list has not what arrived"


def _same_moment(visit: Visit) -> Iterator[str]:
    """Let no time pass between the first page and what arrives: it is new all the same."""
    visit.session.freeze()
    yield from _meanwhile(visit)


def _deleted(visit: Visit) -> Iterator[str]:
    sent = _fill(visit, 6)
    first = visit.page(page_size=2)
    ids = [str(one.get("id")) for one in visit.listed()]
    visit.delete(ids[1])
    visit.delete(ids[3])
    found = list(first.get("messages") or [])
    token = first.get("next_page_token")
    while token and len(found) < 20:
        page = visit.page(page_size=2, page_token=token)
        found += page.get("messages") or []
        token = page.get("next_page_token")
    yield from visit.shows(found, [*sent[:3], *sent[4:]])


def _again(visit: Visit) -> Iterator[str]:
    _fill(visit, 6)
    token = visit.page(page_size=2).get("next_page_token")
    one, other = (visit.page(page_size=2, page_token=token).get("messages") for _ in range(2))
    if not one or one != other:
        yield "a token that is used again gives another page"


def _other(visit: Visit) -> Iterator[str]:
    _fill(visit, 6)
    token = visit.page(page_size=2).get("next_page_token")
    for query in (
        {"page_size": 3}, {"page_size": 2, "direction": "TO_APP"},
        {"page_size": 2, "view": "WITHOUT_METADATA"}, {"page_size": 2, "conversation_id": "other"},
        {"page_size": 2, "conversation_id": None}, {"page_size": 2, "contact_id": "other"},
        {"page_size": 2, "messages_source": "DISPATCH_SOURCE"},
        {"page_size": 2, "end_time": "9999-12-31T23:59:59Z"},
    ):  # fmt: skip
        visit.page(expect=400, page_token=token, **query)
    if not visit.page(page_size=2, page_token=token).get("messages"):
        yield "a token is no good after it was used wrongly"


def _made_up(visit: Visit) -> Iterator[str]:
    _fill(visit, 6)
    token = str(visit.page(page_size=2).get("next_page_token"))
    middle = len(token) // 2
    for wrong in (
        "x", "2", "null", "AAAA", token[:-4], token[4:], token + "AAAA", token[::-1],
        token.swapcase(),
        f"{token[:middle]}{'A' if token[middle] != 'A' else 'B'}{token[middle + 1 :]}", " " + token,
        "%", "å", "a" * 5000,
    ):  # fmt: skip
        visit.page(expect=400, page_size=2, page_token=wrong)
    first = visit.page(page_size=2).get("messages")
    if visit.page(page_size=2, page_token="").get("messages") != first:
        yield "an empty token does not give the first page"


def _equal(visit: Visit) -> Iterator[str]:
    time = At(-600).spell(visit.session.now())
    sent = [visit.inject(text(accept_time=time, metadata=str(n))) for n in range(COUNT)]
    found = [one for page in _walk(visit, 5) for one in page]
    yield from visit.shows(found, list(reversed(sent)))


def _sizes(visit: Visit) -> Iterator[str]:
    sent = _fill(visit, 3)
    for wrong in (
        "0", "1001", "-1", "1.5", "1.0", "1e1", "ten", "", " ", "0x5", "5x", "null", "true",
        "99999999999999999999", "\u0665", "1,000", "[5]", "5;5",
    ):  # fmt: skip
        visit.page(expect=400, page_size=wrong)
    for right, count in (("1", 1), ("2", 2), ("3", 3), ("1000", 3)):
        yield from visit.shows(visit.page(page_size=right).get("messages") or [], sent[:count])


def _thousand(visit: Visit) -> Iterator[str]:
    """List more messages than any page may have, in pages as large as they may be."""
    sent = _fill(visit, MANY)
    for size in SIZES:
        pages = list(_walk(visit, size))
        if [len(page) for page in pages[:-1]] != [size] * (MANY // size):
            yield f"in pages of {size}, the pages have {[len(page) for page in pages]} messages"
        found = [one for page in pages for one in page]
        yield from (f"in pages of {size}, {fault}" for fault in visit.shows(found, sent))
