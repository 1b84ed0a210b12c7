"""What is written about a page that no visitor can see yet: whoever keeps pages need not let go of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_inside: ContextVar[bool] = ContextVar("writes what no visitor sees", default=False)


@contextmanager
def unseen() -> Iterator[None]:
    """Say that whatever is written inside changes nothing that a visitor could see."""
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)


def is_unseen() -> bool:
    """Return whether what is written now changes nothing that a visitor could see."""
    return _inside.get()
