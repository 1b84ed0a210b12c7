"""Writing what was planned: each item as a whole or not at all."""

from .applying import Stopped, apply
from .undo import CannotUndoError, undo

__all__ = ["CannotUndoError", "Stopped", "apply", "undo"]
