"""Why a file cannot be taken: the cause, and what would help, both as sentences for staff."""


class UnusableError(Exception):
    """A file that holds nothing that could be brought over."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause} {remedy}")
        self.cause, self.remedy = cause, remedy


class LimitError(UnusableError):
    """A file that is too large, or unfolds to something that is."""
