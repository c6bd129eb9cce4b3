"""Commands by which a person corrects what the program made of the articles. A correction is an entry in an insert-only log."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewatch.cli import completion
from tradewatch.cli.asking import find_event, find_events, limited, question_of
from tradewatch.cli.options import Asked, Wanted, command
from tradewatch.cli.root import app
from tradewatch.cli.session import Session, shown, standard_output
from tradewatch.cli.show import format_name, marks_of, show
from tradewatch.errors import InputError, MissingInputError, UsageError
from tradewatch.model import Correction, CorrectionKind, Event, Role

if TYPE_CHECKING:
    from tradewatch.store.schema import Store

Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why; kept with the correction.")]


@command(app, rows=True)
def correct(
    ctx: typer.Context,
    wanted: Wanted,
    event: Annotated[str | None, typer.Argument(help="The event's id.", show_default=False, autocompletion=completion.event_ids)] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Change a field; 'none' empties it.")] = None,
    merge: Annotated[list[str] | None, typer.Option("--merge", metavar="EVENT", help="Join another event into this one.")] = None,
    split: Annotated[list[str] | None, typer.Option("--split", metavar="DOC", help="Take a document's claims out of this one.")] = None,
    reject: Annotated[bool, typer.Option("--reject", help="It is no event.")] = False,
    accept: Annotated[list[str] | None, typer.Option("--accept", metavar="FIELD=VALUE", help="Of disputed values, the right one.")] = None,
    undo: Annotated[str | None, typer.Option("--undo", metavar="CORRECTION", help="Take a correction back.")] = None,
    because: Because = "",
    log: Annotated[bool, typer.Option("--log", help="Print the log of corrections.")] = False,
    export: Annotated[bool, typer.Option("--export", help="Print the log as JSONL, for someone else's --import.")] = False,
    import_: Annotated[Path | None, typer.Option("--import", metavar="FILE", help="Take in what another's log has more.")] = None,
) -> None:
    """Correct an event: set, merge, split, reject, accept, undo. Kept as a log, and applied again after every re-extraction."""
    session: Session = ctx.obj
    if log or export:
        _print_log(session, wanted, export, event)
        return
    if import_ is not None:
        _import(session, import_)
        return
    kinds = [bool(set_), bool(merge), bool(split), reject, bool(accept), bool(undo)]
    if sum(kinds) != 1 or (event is None) != bool(undo):
        raise UsageError(
            "correct needs an event and one of --set, --merge, --split, --reject, --accept; or --undo, --log, --export, --import"
        )
    with session.writing() as store:
        found = find_event(store, event) if event else None
        others = [find_event(store, other) for other in merge or ()]
        kind = next(kind for kind, chosen in zip(_KINDS, kinds, strict=True) if chosen)
        entry = _entry(session, kind, found, others, split or (), _fields(kind, set_ or accept or ()), undo, because)
        apply(session, store, entry, found, others)
    session.note(f"noted as {entry.id}; take it back with 'tradewatch correct --undo {entry.id}'")


_KINDS = (
    CorrectionKind.SET,
    CorrectionKind.MERGE,
    CorrectionKind.SPLIT,
    CorrectionKind.REJECT,
    CorrectionKind.ACCEPT,
    CorrectionKind.UNDO,
)


def _fields(kind: CorrectionKind, typed: Sequence[str]) -> dict[str, str]:
    """The pairs typed. A date may be called by its role or as disputes call it: `effective`, `dates.effective`."""
    roles = {role.value for role in Role}
    if kind is CorrectionKind.SET:
        from tradewatch.resolution.corrections import NONE, read_field

        pairs = _pairs([pair.removeprefix("dates.") for pair in typed])
        for name, value in pairs.items():
            if not value:
                # what can't be emptied says so itself
                read_field(name, NONE)
                raise UsageError(f"{name}: is set to nothing; write {name}={NONE} to empty it")
        return pairs
    return {f"dates.{name}" if name in roles else name: value for name, value in _pairs(typed).items()}


def _pairs(typed: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for pair in typed:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"'{pair}': write it as FIELD=VALUE, as in rate=30")
        if name.strip() in pairs:
            raise UsageError(f"{name.strip()} is given twice; give it one value")
        pairs[name.strip()] = value.strip()
    return pairs


def _entry(
    session: Session,
    kind: CorrectionKind,
    event: Event | None,
    others: Sequence[Event],
    docs: Sequence[str],
    fields: dict[str, str],
    undoes: str | None,
    because: str,
) -> Correction:
    from tradewatch.batch.clock import stamp
    from tradewatch.resolution.corrections import anchor_of, anchors_of, make

    anchors = [anchor for other in others for anchor in anchors_of(other)]
    if event and docs:
        known = {told.source.doc for told in event.told}
        for doc in docs:
            if doc not in known:
                raise UsageError(f"{event.id}: no document '{doc}' tells of it; its documents are {', '.join(sorted(known))}")
        anchors = [anchor_of(told) for told in event.told if told.source.doc in docs]
    return make(kind, event, at=stamp(session.now()), who=_who(), because=because, fields=fields, others=anchors, undoes=undoes)


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def apply(session: Session, store: Store, entry: Correction, event: Event | None, others: Sequence[Event] = ()) -> None:
    """Check an entry, append it to the log, and make the events it touches anew. Raises UsageError where it contradicts itself."""
    from tradewatch.resolution.corrections import check
    from tradewatch.store.records import add_correction, corrections

    check(entry, corrections(store), event, others)
    with store.transaction():
        add_correction(store, entry)
        _resolve(store, entry)


def _resolve(store: Store, *entries: Correction) -> None:
    """Make the events anew of which the entries, or the entries that they undo, speak."""
    from tradewatch.batch.settle import settle
    from tradewatch.store.records import corrections
    from tradewatch.store.write import touch_articles

    log = corrections(store)
    meant = [*entries, *(entry for entry in log if entry.id in {one.undoes for one in entries})]
    touch_articles(store, {anchor.article for entry in meant for anchor in (*entry.anchors, *entry.others)})
    settle(store, log)


def _print_log(session: Session, wanted: Wanted, export: bool, event: str | None) -> None:
    """The whole log, or what it says of one event."""
    from tradewatch.resolution.apply import corrections_of
    from tradewatch.resolution.corrections import export_lines, to_json
    from tradewatch.store.records import corrections
    from tradewatch.views.facts import rows_view

    with session.reading() as store:
        log = corrections(store)
        if event is not None:
            gone = [entry for entry in log if entry.event == event.strip().lower()]
            try:
                log = corrections_of(find_event(store, event), log)
            except UsageError:
                # a rejected event is no more, and its entries tell why
                if not gone:
                    raise
                log = gone
    if export:
        with standard_output() as out:
            out.writelines(f"{line}\n" for line in export_lines(log))
        return
    rows = [to_json(entry) for entry in log]
    for row in rows:
        row["fields"] = "; ".join(f"{name}={value}" for name, value in row["fields"].items())
    columns = ("id", "at", "who", "kind", "event", "fields", "undoes", "because")
    show(session, rows_view("Corrections", columns, rows, empty="no corrections", fold=("fields", "because")), wanted)


def _import(session: Session, path: Path) -> None:
    from tradewatch.resolution.corrections import import_lines
    from tradewatch.store.records import add_correction, corrections

    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise MissingInputError(f"{shown(path)}: cannot be read ({(error.strerror or 'error').lower()}); check the path") from None
    with session.writing() as store:
        try:
            fresh = import_lines(lines, corrections(store), shown(path))
        except UsageError as error:
            raise InputError(str(error)) from None
        with store.transaction():
            for entry in fresh:
                add_correction(store, entry)
            if fresh:
                _resolve(store, *fresh)
    session.note(f"{len(fresh)} correction{'s' * (len(fresh) != 1)} taken in")


@command(app, filters=True, rows=True)
def review(
    ctx: typer.Context,
    asked: Asked,
    wanted: Wanted,
    sure: Annotated[float, typer.Option("--sure", min=0, max=1, metavar="SHARE", help="Events below this confidence are shown.")] = 0.6,
) -> None:
    """Step through doubtful and disputed events, one key each; without a terminal, or with a format, list them."""
    from tradewatch.resolution.desk import review as doubtful
    from tradewatch.views.desk import events_view
    from tradewatch.views.grid import READ_MORE

    session: Session = ctx.obj
    question = question_of(session, asked, session.today())
    with session.reading() as store:
        events = limited(session, doubtful(find_events(store, question), sure), asked.limit, first=True, what="surer events")
    people = sys.stdin is not None and sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()
    if not people or format_name(wanted) != "table" or wanted.table or wanted.output:
        show(session, events_view(events, "To review", empty=f"nothing to review; {READ_MORE}"), wanted)
        return
    _step_through(session, events)


_KEYS = "a right   r reject   e edit   s skip   q quit"


def _step_through(session: Session, events: Sequence[Event]) -> None:
    """Ask of each event in turn; every answer is stored at once."""
    from tradewatch.views.event import event_view
    from tradewatch.views.screen import console_for

    for at, event in enumerate(events, 1):
        screen = session.screen(sys.stdout)
        console_for(sys.stdout, screen).print(event_view(event, marks=marks_of(session)).draw(screen))
        if not _ask(session, event, f"\n{at} of {len(events)}   {_KEYS} "):
            return
    typer.echo("nothing more to review")


def _ask(session: Session, event: Event, question: str) -> bool:
    """Ask of one event until the answer is one; False where the person wants to go."""
    while True:
        typer.echo(question, nl=False)
        try:
            key = typer.getchar().lower()
        except EOFError:
            key = "q"
        typer.echo(key if key.isprintable() else "")
        if key in ("q", "\x03", "\x04", "\x1b"):
            return False
        if key == "s":
            return True
        try:
            if _answer(session, event, key):
                return True
        except UsageError as error:
            typer.echo(f"not noted: {error}")


def _answer(session: Session, event: Event, key: str) -> bool:
    """Note what a key says of an event; False where it says nothing."""
    fields: dict[str, str] = {}
    if key == "a":
        # what stands is what is right: the disputes are over, or the status itself is confirmed
        kind = CorrectionKind.ACCEPT if event.conflicts else CorrectionKind.SET
        fields = {} if event.conflicts else {"status": event.claim.status.value}
    elif key == "r":
        kind = CorrectionKind.REJECT
    elif key == "e":
        try:
            typed = typer.prompt("field=value", default="", show_default=False)
        except typer.Abort:
            typed = ""
        if not typed:
            return False
        fields, kind = _fields(CorrectionKind.SET, [typed]), CorrectionKind.SET
    else:
        return False
    with session.writing() as store:
        entry = _entry(session, kind, event, (), (), fields, None, "review")
        apply(session, store, entry, event)
    typer.echo(f"noted as {entry.id}; take it back with 'tradewatch correct --undo {entry.id}'")
    return True
