"""The report as a file: what is in it, what may never be in it, and how it is written. What a browser makes of it: tests/browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.views.build import TODAY, autumn, claim, event, name, when
from tradewatch.model import Conflict, Event
from tradewatch.views.country import Side
from tradewatch.views.report import Report, report_page
from tradewatch.views.report_data import say_value, script_json, web_address

TEXTS = Path(__file__).parent.parent.parent / "data" / "report"


def page(events: list[Event], **more: Any) -> str:
    def side(code: str) -> Side:
        return Side(code, name(code), frozenset({code}), frozenset({code, "*"}))

    return report_page(Report(events, name, TODAY, side, **more), lambda part: (TEXTS / part).read_text(encoding="utf-8"))


def data_of(text: str) -> Any:
    return json.loads(html.fromstring(text).get_element_by_id("data").text)


def step(day: str, rate: float, id: str) -> dict[str, Any]:
    component = {"rate": {"value": rate, "unit": "percent"}, "state": "in_force", "event": id}
    return {"date": day, "components": [component], "sum": None}


def test_every_event_is_there_with_its_sources() -> None:
    data = data_of(page(autumn()))
    assert [one["id"] for one in data["events"]] == [one.id for one in autumn()]
    fees = data["events"][1]
    assert [data["articles"][at][0] for at, *_ in fees["sources"]] == ["wire", "gazette"]
    assert fees["sources"][0][1:] == ["Washington said so on Friday.", 10, 39]


def test_dates_stay_as_precise_as_they_were_told() -> None:
    data = data_of(page(autumn()))
    talks = next(one for one in data["events"] if one["id"] == "e5")
    assert talks["dates"] == [["held", "planned", "late October 2025", "2025-10-21", "2025-10-31"]]


def test_the_policy_names_the_hash_of_the_one_script_and_of_the_one_style() -> None:
    text = page(autumn())
    policy = html.fromstring(text).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    for tag in ("script", "style"):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        assert body and f"'sha256-{base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()}'" in policy


def test_nothing_is_loaded_and_no_handler_or_style_stands_in_a_tag() -> None:
    tree = html.fromstring(
        page(autumn(), histories=[{"by": "US", "on": "IN", "steps": [step("2025-08-07", 25, "e6"), step("2025-08-27", 50, "e1")]}])
    )
    assert not tree.xpath("//@src") and tree.xpath("//link/@href") == ["data:,"]
    assert not [found for found in tree.xpath("//@*") if found.attrname.startswith("on") or found.attrname == "style"]
    assert all(link.startswith("#") for link in tree.xpath("//a/@href"))


@pytest.mark.parametrize(
    "hostile",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>",
        "{{ 7 * 7 }}",
        "<img src=x onerror=alert(1)>",
        "\u2028\u2029",
        "\ud800",
        "\x00\x1b[31m",
    ],
)
def test_a_hostile_text_adds_no_element_and_is_still_shown(hostile: str) -> None:
    of = claim(goods=(hostile,), status="threatened", evidence=f"They said {hostile} today.", dates=when(announced="2025-10-10"))
    plain = page([event("e1", claim(goods=("steel",), status="threatened", dates=when(announced="2025-10-10")))])
    text = page([event("e1", of, title=f"On {hostile}", docs=(f"d {hostile}",))], asked=f"goods {hostile}", conflicts=[])
    text.encode("utf-8")
    tags = [element.tag for element in html.fromstring(plain).iter() if isinstance(element.tag, str)]
    assert [element.tag for element in html.fromstring(text).iter() if isinstance(element.tag, str)] == tags
    told = data_of(text)["events"][0]["sources"][0][1]
    assert told.startswith("They said") and told.endswith("today.") and "49" not in told


def test_goods_with_signs_do_no_harm_in_a_chart() -> None:
    events = [event("e1", claim(rate="10", goods=('"><script>x</script>',))), event("e2", claim(rate="20"))]
    text = page(events, histories=[{"by": "US", "on": "CN", "steps": [step("2025-01-01", 10, "e1"), step("2025-06-01", 20, "e2")]}])
    tree = html.fromstring(text)
    assert len(tree.xpath("//script")) == 2
    assert '"><script>x</script>' in tree.xpath("//*[local-name()='svg']//title")[0].text


def test_a_chart_links_each_step_to_its_event_on_this_page() -> None:
    events = [event("e1", claim(rate="10")), event("e2", claim(rate="20"))]
    steps = [step("2025-01-01", 10, "e1"), step("2025-06-01", 20, "e2")]
    tree = html.fromstring(page(events, histories=[{"by": "US", "on": "CN", "steps": steps}]))
    assert tree.xpath("//*[local-name()='svg']//a/@href") == ["#event/e1", "#event/e2"]
    assert "http" not in " ".join(tree.xpath("//*[local-name()='svg']//@*[name()!='xmlns']"))


def test_what_moved_a_duty_is_told_without_a_link_where_the_page_leaves_it_out() -> None:
    kept, other = event("e1", claim(rate="10")), event("e2", claim(rate="20"))
    steps = [step("2025-01-01", 10, "e1"), step("2025-06-01", 20, "e2")]
    tree = html.fromstring(page([kept], around=[kept, other], histories=[{"by": "US", "on": "CN", "steps": steps}]))
    assert "tariff 20%" in tree.xpath("//article//ol/li[1]")[0].text_content()
    assert set(tree.xpath("//article//a/@href")) == {"#event/e1"}


def test_what_a_level_is_of_stands_beside_it_with_the_parts() -> None:
    events = [event("e1", claim(rate="10")), event("e2", claim(rate="25", goods=("steel",)))]
    told = step("2025-01-01", 10, "e1")
    told["components"].append(
        {"rate": {"value": 25, "unit": "percent"}, "state": "assumed", "event": "e2", "goods": ["steel"], "since": "2025-03"}
    )
    tree = html.fromstring(page(events, histories=[{"by": "US", "on": "CN", "steps": [told]}]))
    assert tree.xpath("//article/h3//small/text()") == ["highest of 2 rates"]
    parts = [" ".join(part.text_content().split()) for part in tree.xpath("//ul[@class='parts']/li")]
    assert parts == ["10% all goods, or none told in force", "25% steel assumed, since March 2025"]


@pytest.mark.parametrize("state", ["port fee", "percent"])
def test_a_level_is_told_in_its_own_unit(state: str) -> None:
    unit = "percent" if state == "percent" else "USD/net_ton"
    told = step("2025-10-14", 50, "e1")
    told["components"][0]["rate"]["unit"] = unit
    tree = html.fromstring(page([event("e1", claim(rate="50"))], histories=[{"by": "US", "on": "CN", "steps": [told]}]))
    assert tree.xpath("//article/h3//b/text()") == ["50%" if state == "percent" else "$50 per net ton"]


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://a.example", "data:text/html,x", "//a.example", "file:///etc/passwd"),
        *("https://", "http://[", "https://a.example/\n", "https://a.example/\u202e", "", None),
    ],
)
def test_an_address_that_is_not_of_the_web_is_no_link(url: str | None) -> None:
    assert web_address(url) is None


def test_an_address_of_the_web_is_a_link() -> None:
    assert web_address("https://a.example/b?c=d&e=%20#f") == "https://a.example/b?c=d&e=%20#f"


def test_json_in_a_script_reads_back_the_same() -> None:
    text = '</script> <!-- & \u2028 \u2029 " \\ é'
    told = script_json({"a": text})
    assert not set("<>&\u2028\u2029") & set(told) and json.loads(told) == {"a": text}


def test_a_disagreement_is_told_in_words() -> None:
    assert say_value("dates.held", "2025-10") == "October 2025"
    assert say_value("rate", "10-25 percent") == "10–25%"
    assert say_value("dates.held", "soon") == "soon" and say_value("rate", "many") == "many"


def test_a_disagreement_stands_with_its_event() -> None:
    told = Event(
        "e1",
        claim(),
        autumn()[1].told,
        conflicts=(Conflict("dates.effective", (("2025-10-14", ("e2-wire",)), ("2025-10-15", ("e2-gazette",)))),),
    )
    assert data_of(page([told]))["events"][0]["conflicts"] == [
        ["date: effective", [["Oct 14, 2025", ["wire"]], ["Oct 15, 2025", ["gazette"]]]]
    ]


def test_the_age_of_the_data_is_told() -> None:
    text = (
        html.fromstring(page(autumn(), newest=date(2025, 10, 18), read_at="2025-10-19T04:17:00Z")).get_element_by_id("asof").text_content()
    )
    assert "Data as of Oct 18, 2025" in text and "2025-10-19 04:17 UTC" in text


def test_without_an_event_each_section_says_so() -> None:
    notes = html.fromstring(page([])).xpath("//*[@class='none']")
    assert len(notes) == 5


def test_the_same_events_make_the_same_page() -> None:
    assert page(autumn()) == page(autumn())
