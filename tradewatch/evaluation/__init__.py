"""How good the reading is: predicted events scored against gold, at three levels, slot by slot, with what confidence is worth."""

from .compare import Change, compare, is_same_gold, read_baseline
from .gold import read_documents
from .result import Count, Result, run

__all__ = ["Change", "Count", "Result", "compare", "is_same_gold", "read_baseline", "read_documents", "run"]
