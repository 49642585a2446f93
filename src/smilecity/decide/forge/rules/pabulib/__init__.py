"""Pabulib's `.pb`, the exchange form of participatory budgets: `read` a file as it streams in, `write` one.

The format: Faliszewski et al., *Participatory Budgeting: Data, Tools, and Analysis* (2023), pabulib.org/format.
"""

from smilecity.decide.forge.rules.pabulib.reading import Limits, Reading, read
from smilecity.decide.forge.rules.pabulib.rows import Note, PabulibError
from smilecity.decide.forge.rules.pabulib.writing import write

__all__ = ["Limits", "Note", "PabulibError", "Reading", "read", "write"]
