"""Forms, what was written in them, and the keys that open it."""

from .form_page import FormField, FormPage
from .keys import Letterbox, ReaderKey
from .messages import Part, SealedMessage, State

__all__ = ["FormField", "FormPage", "Letterbox", "Part", "ReaderKey", "SealedMessage", "State"]
