"""How far a long command is: a line that fills up on a terminal, plain lines elsewhere."""

from typing import Any


class Progress:
    """Told (what, done, all) again and again, it shows each whole percent once."""

    def __init__(self, out: Any) -> None:
        self.out, self.last = out, ("", -1)
        self.on_terminal = out.isatty()

    def __call__(self, what: str, done: int, every: int) -> None:
        """Show that ``done`` of ``every`` are through."""
        percent = 100 * done // max(every, 1)
        if (what, percent) == self.last:
            return
        if self.on_terminal:
            filled = "█" * (percent // 4)
            self.out.write(f"\r{what:10} {filled:25} {percent:3} %", ending="")
            self.out.flush()
        elif percent == 100:
            self.out.write(f"{what}: {every}")
        self.last = (what, percent)

    def end(self) -> None:
        """Go on to the next line."""
        if self.on_terminal:
            self.out.write("")
