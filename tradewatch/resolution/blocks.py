"""Which claims can be of one event at all: the block, and the coarse kinds of status and action that keep events apart."""

from __future__ import annotations

from enum import IntEnum

from tradewatch.model import Action, Claim, EventType, Role, Status

MANY = 4
"""From this many participants on, articles list them differently; such meetings and agreements share a block."""


class Stage(IntEnum):
    """How far an event has come; a threat and an order are two events, a proposal may be told as either."""

    THREAT = 0
    PROPOSAL = 1
    DECIDED = 2
    REJECTED = 3


class Step(IntEnum):
    """What an event does to its measure; a measure and its later suspension are two events."""

    NONE = 0
    SET = 1
    LOWER = 2
    SUSPEND = 3
    EXTEND = 4
    LIFT = 5
    EXEMPT = 6


_STAGES = {Status.THREATENED: Stage.THREAT, Status.PROPOSED: Stage.PROPOSAL, Status.REJECTED: Stage.REJECTED}
_STEPS = {
    None: Step.NONE,
    Action.IMPOSE: Step.SET,
    Action.RAISE: Step.SET,
    Action.LOWER: Step.LOWER,
    Action.SUSPEND: Step.SUSPEND,
    Action.EXTEND: Step.EXTEND,
    Action.LIFT: Step.LIFT,
    Action.EXEMPT: Step.EXEMPT,
}


def block_of(claim: Claim) -> str:
    """The block of a claim, `type|by`: claims of one event always share one, and no event or measure spans two.

    The acting side must agree for two mentions to be one event; the target is often left out, so it takes no part. Meetings and
    agreements of many participants, whom no two articles list alike, share one block a type.
    """
    by = sorted(set(claim.by))
    if claim.type in (EventType.MEETING, EventType.AGREEMENT) and len(by) >= MANY:
        return f"{claim.type}|many"
    return f"{claim.type}|{','.join(by)}"


def stage_of(claim: Claim) -> Stage:
    """The stage that the claim's status tells."""
    return _STAGES.get(claim.status, Stage.DECIDED)


def step_of(claim: Claim) -> Step:
    """The step that the claim's action tells. What is "imposed, suspended" with a day or an end of the pause told is the pause."""
    step = _STEPS[claim.action]
    pause = claim.status is Status.SUSPENDED and Role.EFFECTIVE not in claim.dates
    if step in (Step.SET, Step.NONE) and pause and claim.type.is_measure and (Role.ENDS in claim.dates or Role.ANNOUNCED in claim.dates):
        return Step.SUSPEND
    return step
