"""The language of time: calendar expressions and lengths of time in a text, counted from the day of publication."""

from .durations import Duration, find_durations, shift
from .find import find_dates
from .stretches import join_neighbours
from .symbols import DateMention

__all__ = ["DateMention", "Duration", "find_dates", "find_durations", "join_neighbours", "shift"]
