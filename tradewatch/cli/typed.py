"""A command of which the arguments are words that a person types, whatever sign they begin with."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class WordsCommand(TyperCommand):
    """`-steel` is a word here and no row of flags: after one dash only what is an option letter by letter counts as one.

    After two dashes an unknown name stays an error, because it is most often an option misspelt.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, self._words_last(args, ctx.help_option_names))

    def _words_last(self, args: list[str], known: list[str]) -> list[str]:
        options = [param for param in self.params if param.param_type_name == "option"]
        names = {name for param in options for name in (*param.opts, *param.secondary_opts)} | set(known)
        takes = {name for param in options if not getattr(param, "is_flag", False) for name in param.opts}
        rest, words, before = list[str](), list[str](), ""
        for at, word in enumerate(args):
            if word == "--" and before not in takes:
                return [*rest, "--", *words, *args[at + 1 :]]
            is_word = len(word) > 1 and word[0] == "-" and word[1] != "-" and word not in names
            (words if is_word and before not in takes else rest).append(word)
            before = word if before not in takes else ""
        return [*rest, "--", *words] if words else rest
