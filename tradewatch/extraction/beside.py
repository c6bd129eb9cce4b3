"""What stands beside a trigger and says what it is of: fees on ships are no tariff, duties on exports tax what leaves, and imports that
somebody stops are a measure."""

from __future__ import annotations

from .tokens import Row

# verbs that keep goods in or out, or let them go: beside one a word of class "flow" ("imports") names a measure
_MOVING = frozenset({"ban", "suspend", "lift", "allow"})
_FEES, _SHIPS = ("fee", "charge", "levies", "levy"), 5  # what is charged on ships, and tokens: how far behind it they are named
_CHARGES = ("duty", "duties", "levy", "levies", "tax", "taxes", "fee", "tariff", "surcharge")
_LEAVING = frozenset({"exports", "export", "exported"})
_ENDING = frozenset({"to", "from", "by", "in", "for"})
_OUTWARD = 7  # tokens: how far behind a charge the exports are named that it is on
_FLOW_BEFORE, _FLOW_AFTER = 5, 6  # tokens: how far before and behind a flow its verb stands


def is_on_ships(row: Row, fee: int) -> bool:
    """Whether "fees on" leads to ships, so that they are no tariff."""
    after = row.tokens[fee + 1 : fee + 1 + _SHIPS]
    led = bool(after) and after[0].low == "on" and row.tokens[fee].low.startswith(_FEES)
    return led and any(("port_fee", "ship_limit") in token.triggers for token in after)


def is_on_exports(row: Row, charge: int) -> bool:
    """Whether a charge is one "on exports", "on palm oil exports": a tax on what leaves is no tariff."""
    after = row.tokens[charge + 1 : charge + 1 + _OUTWARD]
    if not row.tokens[charge].low.startswith(_CHARGES) or not after or after[0].low != "on":
        return False
    for token in after[1:]:
        if token.low.split()[0] in _LEAVING:
            return True
        if token.kind in "VPJ" or token.low in _ENDING:
            return False
    return False


def is_moved(row: Row, flow: int) -> bool:
    """Whether a verb of its clause moves a flow of goods: "halted soybean imports", "exports of ore were stopped"."""
    return any(
        flow - _FLOW_BEFORE <= index <= flow + _FLOW_AFTER
        and index != flow
        and row.clauses[index] == row.clauses[flow]
        and any(name in _MOVING for name, _ in row.tokens[index].verbs)
        for index in row.verbs
    )
