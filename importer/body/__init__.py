"""From a body of HTML to pieces, each of which becomes a block. Neither the database nor the network is asked here."""

from .convert import Body, Surroundings, convert
from .pieces import Piece

__all__ = ["Body", "Piece", "Surroundings", "convert"]
