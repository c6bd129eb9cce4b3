"""What is cut as no article, and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tradewatch.reading import boilerplate

from .making import STORY, article, aside, kept, write

CUT = [
    "Also read: Copper at a record before the tariff decision",
    "ALSO READ | Copper at a record before the tariff decision",
    "Read more: Copper at a record before the tariff decision",
    "RELATED Copper at a record before the tariff decision",
    "Follow us on our official WhatsApp channel for alerts!",
    "Sign up for our weekly trade newsletter",
    "Reporting by Ann Example; editing by Bo Sample",
    "(Reporting by Ann Example in Brussels; Editing by Bo Sample)",
    "Ann Example contributed to this report.",
    "With inputs from agencies",
    "File photo",
    "Photo: Harbor Wire",
    "Image credit: Ann Example",
    "Copyright 2025 Harbor Wire. All rights reserved.",
    "© 2025 Harbor Wire",
    "We use cookies to improve your experience.",
    "Advertisement",
    "ADVERTISEMENT",
    "Share this article",
    "Tags: steel, tariffs",
    "4 min read",
    "Download our app for more",
]


@pytest.mark.parametrize("line", CUT)
def test_a_line_that_is_no_article_is_cut(tmp_path: Path, line: str) -> None:
    found = article(write(tmp_path, "a.txt", f"Steel duties begin\n\n{STORY}\n\n{line}\n\n{STORY}\n"))
    assert line not in kept(found)
    assert kept(found).count(STORY) == 2


KEPT = [
    "Related sanctions on Iran's oil took effect the same day.",
    "The minister told reporters to read more into the words than they said.",
    "More in the sector expect that tariffs of 25% will stay.",
    "Next in line is copper, on which a decision is due by November 1.",
    "Comments by the minister suggested that a deal was close.",
    "Advertisements for cars made in Mexico stopped in April.",
    "“Follow our lead,” the commissioner said of the quota.",
    "Copyrights and patents are outside the agreement.",
    "EXCLUSIVE: China plans to license exports of tungsten from June",
    "Key points:",
    "What comes next",
    "25% on steel",
]


@pytest.mark.parametrize("line", KEPT)
def test_a_line_that_only_looks_alike_stays(tmp_path: Path, line: str) -> None:
    assert article(write(tmp_path, "a.txt", f"Steel duties begin\n\n{STORY}\n\n{line}\n\n{STORY}\n")).body == ()


@pytest.mark.parametrize(
    "head", ["Next In World News", "Others Also Read", "Related stories:", "Read more:", "You may also like", "MOST READ"]
)
def test_a_list_of_other_stories_goes_with_its_headlines(tmp_path: Path, head: str) -> None:
    links = "Copper at a record before tariff decision\n\nUS lifts embargo on three countries\nWho pays the 25% duty on cars?"
    found = article(write(tmp_path, "a.txt", f"Steel duties begin\n\n{STORY}\n\n{head}\n\n{links}\n\n{STORY}\n"))
    assert "embargo" not in kept(found)
    assert "record" not in kept(found)
    assert "Who pays" not in kept(found)
    assert kept(found).count(STORY) == 2


def test_everything_below_comments_is_cut(tmp_path: Path) -> None:
    found = article(
        write(tmp_path, "a.txt", f"Steel duties begin\n\n{STORY}\n\nLeave a comment\n\nThey should tax China at 200%.\n\nI agree.\n")
    )
    assert kept(found).strip().endswith(STORY)


def test_the_title_is_never_cut(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.txt", f"Read more: steel duties begin\n\n{STORY}\n"))
    assert found.title in kept(found)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("A mill in Ohio on March 12, 2025. (Photo: Ann Example/Harbor Wire)", "A mill in Ohio on March 12, 2025."),
        ("A mill in Ohio on March 12, 2025. REUTERS/Ann Example/File Photo", "A mill in Ohio on March 12, 2025."),
        ("(Photo by Ann Example) A mill in Ohio on March 12, 2025.", "A mill in Ohio on March 12, 2025."),
    ],
)
def test_a_caption_loses_its_credit_alone(tmp_path: Path, line: str, rest: str) -> None:
    found = article(write(tmp_path, "a.txt", f"Steel duties begin\n\n{STORY}\n\n{line}\n\n{STORY}\n"))
    assert rest in kept(found)
    assert "Ann" not in kept(found)


def test_words_inside_a_line_are_cut_alone(tmp_path: Path) -> None:
    found = article(write(tmp_path, "a.txt", f"Steel duties begin\n\n{STORY} Story continues below Advertisement {STORY}\n"))
    assert "Advertisement" not in kept(found)
    assert kept(found).count(STORY) == 2


def test_what_is_all_prompts_and_links_is_set_aside(tmp_path: Path) -> None:
    links = "Copper at a record before tariff decision\nUS lifts embargo on three countries"
    assert (
        "no article"
        in aside("-", stdin=f'{{"text": "Related stories\\n{links.replace(chr(10), chr(92) + "n")}\\nShare this article"}}'.encode()).reason
    )


def test_the_stretches_lie_in_order_and_in_the_text(tmp_path: Path) -> None:
    text = "\n\n".join(f"{STORY}\n\n{line}" for line in CUT)
    found = article(write(tmp_path, "a.txt", text))
    spans = [position for span in found.body for position in span]
    assert spans == sorted(spans)
    assert spans[0] >= 0 and spans[-1] <= len(found.text)


def test_a_long_text_is_searched_in_linear_time() -> None:
    import time

    def seconds(count: int) -> float:
        text = ("Read more " * 20 + "(Photo: " * 10 + "\n") * count
        start = time.perf_counter()
        boilerplate.body(text)
        return time.perf_counter() - start

    seconds(10)
    assert seconds(4000) < 40 * max(seconds(400), 0.005)


ARTICLES = Path(__file__).parent.parent / "articles"


def test_no_evidence_of_an_event_is_cut() -> None:
    texts = {item["id"]: item["text"] for item in map(json.loads, (ARTICLES / "articles.jsonl").read_text(encoding="utf-8").splitlines())}
    cut = []
    for item in map(json.loads, (ARTICLES / "gold.jsonl").read_text(encoding="utf-8").splitlines()):
        text = texts[item["doc"]]
        spans = boilerplate.body(text) or ((0, len(text)),)
        for event in item["events"]:
            at = text.find(event["evidence"])
            if at >= 0 and not any(start <= at and at + len(event["evidence"]) <= end for start, end in spans):
                cut.append((item["doc"], event["evidence"]))
    assert cut == []
