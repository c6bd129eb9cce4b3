"""The report in a real browser: what a person does with it, and what no article can make it do."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Browser, program
from tests.browser.made import HOSTILE, large, stored
from tests.views.build import claim, when

# the least contrast of each ink with the two grounds
_CONTRAST = """
const lift = (part) => { const v = part / 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
const light = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map(lift); return .2126 * r + .7152 * g + .0722 * b; };
const probe = document.createElement('i');
document.body.append(probe);
const paint = (name) => { probe.style.color = `var(--${name})`; return light(getComputedStyle(probe).color); };
const ratio = (a, b) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
const grounds = [paint('paper'), paint('raised')];
const inks = ['ink', 'soft', 'link', 'warn', ...data.types.map(([kind]) => kind)];
return inks.map((name) => [name, Math.min(...grounds.map((ground) => ratio(paint(name), ground)))]);
"""
ROW = "#list li:not(.now-line)"


@pytest.fixture
def timeline(browser: Browser, page: str) -> Browser:
    browser.open(page)
    return browser


def test_it_opens_on_the_timeline_without_an_error_and_without_a_request(timeline: Browser, page: str) -> None:
    assert timeline.texts("h2")[0] == "Timeline"
    assert len(timeline.all(ROW)) == 7 and timeline.one("#found").text == "6 events, 7 dates"
    assert timeline.errors() == []
    assert {address for address in timeline.requests() if not address.startswith("data:")} == {page}


def test_a_date_is_told_as_the_text_gave_it_with_what_it_means(timeline: Browser) -> None:
    talks = next(row.text for row in timeline.all(ROW) if "meeting" in row.text)
    assert "late October 2025" in talks and "planned" in talks


def test_today_stands_between_what_was_and_what_comes(timeline: Browser) -> None:
    rows = timeline.texts("#list li")
    line = rows.index("up to today")
    assert "late October" in rows[line - 1] and "Oct 14" in rows[line + 1]


def test_a_type_is_chosen_by_its_button(timeline: Browser) -> None:
    next(chip for chip in timeline.all(".chip") if "port fee" in chip.text).click()
    timeline.until(lambda: len(timeline.all(ROW)) == 2, "two port fees")
    assert all("port fee" in text for text in timeline.texts(ROW))
    assert "2 of 6 events" in timeline.one("#found").text


def test_a_country_is_chosen_with_its_side(timeline: Browser) -> None:
    timeline.script(
        "arguments[0].value = 'CN'; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))", timeline.one("#f-country")
    )
    timeline.script("arguments[0].value = 'by'; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))", timeline.one("#f-side"))
    timeline.until(lambda: len(timeline.all(ROW)) == 2, "China's fee and the meeting")
    assert any("400 yuan" in text for text in timeline.texts(ROW))


def test_a_status_is_chosen(timeline: Browser) -> None:
    timeline.script(
        "arguments[0].value = 'threatened'; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))", timeline.one("#f-status")
    )
    timeline.until(lambda: len(timeline.all(ROW)) == 2, "the threat's two dates")
    assert all("100%" in text for text in timeline.texts(ROW))


def test_words_of_the_evidence_are_found(timeline: Browser) -> None:
    timeline.one("#f-q").send_keys("DOUBLED today")
    timeline.until(lambda: len(timeline.all(ROW)) == 1, "one event")
    assert "50%" in timeline.texts(ROW)[0]


def test_nothing_found_says_what_to_do_and_clearing_shows_all_again(timeline: Browser) -> None:
    timeline.one("#f-q").send_keys("no such words")
    timeline.until(lambda: not timeline.all(ROW), "no rows")
    assert "Clear a filter" in timeline.one("#list .none").text
    timeline.one("#clear").click()
    timeline.until(lambda: len(timeline.all(ROW)) == 7, "all rows")


def test_filters_stand_in_the_address_and_come_back_with_it(browser: Browser, page: str) -> None:
    browser.open(f"{page}#timeline?type=port_fee&q=yuan")
    assert len(browser.all(ROW)) == 1 and browser.one("#f-q").get_attribute("value") == "yuan"


def test_the_band_zooms_by_keyboard_and_the_list_follows(timeline: Browser) -> None:
    band = timeline.one("#lanes")
    before = timeline.one("#span").text
    band.send_keys("+")
    timeline.until(lambda: timeline.one("#span").text != before, "another stretch")
    assert len(timeline.all(ROW)) < 7
    band.send_keys("0")
    timeline.until(lambda: len(timeline.all(ROW)) == 7, "all again")


def test_a_mark_of_the_band_opens_its_event(timeline: Browser) -> None:
    from selenium.webdriver import ActionChains

    mark = timeline.one("#lanes .meeting .dot[data-event]")
    ActionChains(timeline.driver).move_to_element(mark).click().perform()
    timeline.until(lambda: timeline.all("dialog[open]"), "the event")
    assert "South Korea" in timeline.one("#h-event").text


def test_dragging_over_the_overview_chooses_a_stretch(timeline: Browser) -> None:
    from selenium.webdriver import ActionChains

    box = timeline.one("#overview")
    wide = box.size["width"]
    ActionChains(timeline.driver).move_to_element_with_offset(box, int(wide * 0.1), 0).click_and_hold().move_by_offset(
        int(wide * 0.3), 0
    ).release().perform()
    timeline.until(lambda: timeline.one("#f-from").get_attribute("value"), "a first day")
    assert 0 < len(timeline.all(ROW)) < 7


def test_an_event_shows_every_source_with_its_sentence_and_place(timeline: Browser) -> None:
    next(row for row in timeline.all(f"{ROW} a") if "400 yuan" in row.text).click()
    timeline.until(lambda: timeline.all("dialog[open]"), "the event")
    assert timeline.texts("dialog blockquote") == ["400 yuan a ton"]
    told = timeline.one("dialog .source small").text
    assert "Harbor Wire" in told and "2025-10-14" in told and "characters" in told


def test_escape_closes_an_event_and_leaves_the_timeline_as_it_was(browser: Browser, page: str) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.open(f"{page}#timeline?type=port_fee")
    browser.all(f"{ROW} a")[0].send_keys(Keys.ENTER)
    browser.until(lambda: browser.all("dialog[open]"), "the event")
    browser.one("dialog button").send_keys(Keys.ESCAPE)
    browser.until(lambda: not browser.all("dialog[open]"), "closed")
    assert len(browser.all(ROW)) == 2 and browser.driver.current_url.endswith("#timeline?type=port_fee")


def test_a_source_opens_beside_the_report_and_is_not_told_whence(timeline: Browser, press: Any) -> None:
    next(row for row in timeline.all(f"{ROW} a") if "400 yuan" in row.text).click()
    timeline.until(lambda: timeline.all("dialog[open]"), "the event")
    link = timeline.one("dialog cite a")
    assert "noopener" in link.get_attribute("rel")
    home = timeline.driver.current_window_handle
    link.click()
    timeline.until(lambda: len(timeline.driver.window_handles) == 2, "a second page")
    timeline.driver.switch_to.window(next(one for one in timeline.driver.window_handles if one != home))
    timeline.until(lambda: timeline.driver.title == "The article itself", "the article")
    timeline.driver.close()
    timeline.driver.switch_to.window(home)
    assert ("/fees", None) in press.asked


def test_a_hostile_article_is_shown_as_text(timeline: Browser) -> None:
    next(row for row in timeline.all(f"{ROW} a") if "100%" in row.text).click()
    timeline.until(lambda: timeline.all("dialog[open]"), "the event")
    title = timeline.one("dialog cite").text
    assert title == HOSTILE.replace(" \u2028 ", " ").replace("\u202e", "\\u202e")
    assert timeline.texts("dialog blockquote") == ["<script>alert(4)</script> a 100% tariff"]
    assert not timeline.all("dialog cite a") and not timeline.all("dialog img") and not timeline.all("dialog b")
    assert timeline.errors() == []


def test_a_script_that_is_put_in_the_page_does_not_run(timeline: Browser) -> None:
    timeline.script("const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)")
    assert timeline.script("return window.ran === undefined")
    assert any("Content Security Policy" in told for told in timeline.errors())


def test_a_countrys_page_has_what_it_faces_and_what_lies_ahead(timeline: Browser) -> None:
    timeline.one("nav a[href='#countries']").click()
    timeline.one("#s-countries a[href='#country/IN']").click()
    timeline.until(lambda: timeline.texts("#s-country h2") == ["India (IN)"], "India")
    assert "Duties and fees it faces (2)" in timeline.texts("#s-country h3")
    assert timeline.texts("#s-country .rows .what") == ["tariff raised to 50%", "tariff 25%"]
    assert "none known" in timeline.texts("#s-country .none")


def test_countries_are_sorted_by_a_heading(timeline: Browser) -> None:
    timeline.one("nav a[href='#countries']").click()
    timeline.all("#s-countries thead button")[0].click()
    names = timeline.texts("#s-countries tbody th")
    assert names == sorted(names) and len(names) == 3


def test_duties_are_drawn_as_steps_that_open_their_events(timeline: Browser) -> None:
    timeline.one("nav a[href='#duties']").click()
    assert any(text.split("\n")[:2] == ["US on India", "50%"] for text in timeline.texts("#s-duties h3"))
    points = timeline.all("#duty-US-IN .chart a")
    assert len(points) == 2
    points[0].click()
    timeline.until(lambda: timeline.all("dialog[open]"), "the event")
    assert "India" in timeline.one("#h-event").text and timeline.errors() == []


def test_dates_ahead_and_threats_have_pages(timeline: Browser) -> None:
    timeline.one("nav a[href='#ahead']").click()
    assert any("12 days" in text and "100%" in text for text in timeline.texts("#s-ahead li"))
    timeline.one("nav a[href='#threats']").click()
    assert any("100%" in text and "open" in text for text in timeline.texts("#s-threats li"))


def test_dark_mode_follows_the_system_and_can_be_turned(browser: Browser, page: str) -> None:
    browser.open(page, dark=True)
    dark = browser.script("return getComputedStyle(document.documentElement).backgroundColor")
    browser.one("#theme").click()
    light = browser.script("return getComputedStyle(document.documentElement).backgroundColor")
    assert (dark, light) == ("rgb(20, 23, 27)", "rgb(255, 255, 255)")


@pytest.mark.parametrize("section", ["timeline", "countries", "duties", "ahead", "threats", "conflicts", "country/US"])
@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_no_section_is_wider_than_its_screen(browser: Browser, page: str, width: int, section: str) -> None:
    browser.open(f"{page}#{section}", width=width, height=844)
    assert browser.script("return document.documentElement.scrollWidth") <= width


def test_on_a_telephone_further_filters_open_by_a_button(browser: Browser, page: str) -> None:
    browser.open(page, width=390, height=844)
    assert not browser.all("#f-status")
    browser.one("#f-more").click()
    assert browser.all("#f-status")


@pytest.mark.parametrize("dark", [False, True])
def test_words_are_readable_on_their_ground(browser: Browser, page: str, dark: bool) -> None:
    """WCAG AA: 4.5 to 1 for the page's inks and every type's colour."""
    browser.open(page, dark=dark)
    ratios = browser.script(_CONTRAST)
    assert [(name, ratio) for name, ratio in ratios if ratio < 4.5] == []


def test_two_thousand_events_are_made_fast_small_and_painted_at_once(browser: Browser, tmp_path: Path) -> None:
    database, path = large(tmp_path / "large.db", 2010), tmp_path / "large.html"
    began = time.perf_counter()
    done = program("--db", database, "report", path)
    assert done.returncode == 0, done.stderr
    assert time.perf_counter() - began < 9  # 3 s on a quiet machine; checks share theirs
    assert path.stat().st_size < 3_000_000
    browser.open(path.as_uri())
    paint = "return performance.getEntriesByType('paint').find((one) => one.name === 'first-contentful-paint')?.startTime"
    browser.until(lambda: browser.script(paint), "a first paint")
    painted = browser.script(paint)
    assert painted < 1000
    assert browser.script("return data.events.length") >= 2000 and browser.errors() == []


def test_the_ends_of_the_calendar_are_shown_and_zoomed(browser: Browser, tmp_path: Path) -> None:
    dates = ("0001-01-01/0050", "0099", "1930-06-17", "9999-12-31", "2025-10/..", "../2025-12-31")
    claims = [claim(rate=str(at + 1), evidence=f"duty number {at}", dates=when(effective=told)) for at, told in enumerate(dates)]
    stored(tmp_path / "ends.db", [(f"a{at}", "2025-10-01", f"Duty {at}", None, [one]) for at, one in enumerate(claims)])
    done = program("--db", tmp_path / "ends.db", "report", tmp_path / "ends.html")
    assert done.returncode == 0, done.stderr
    browser.open((tmp_path / "ends.html").as_uri())
    told = browser.texts("#list .when")
    assert {"1–50", "99", "Jun 17, 1930", "Dec 31, 9999", "since October 2025"} <= set(told), told
    for how in ("in", "out", "back", "on", "year", "all", "in", "in", "in", "out", "out", "out", "out"):
        browser.one(f"[data-zoom={how}]").click()
    assert browser.errors() == []


def test_a_lone_old_date_does_not_press_the_others_into_a_corner(browser: Browser, tmp_path: Path) -> None:
    days = ["1930-06-17", *(f"2025-{month:02}-01" for month in range(1, 13))]
    claims = [claim(rate=str(at + 1), evidence=f"duty number {at}", dates=when(effective=told)) for at, told in enumerate(days)]
    stored(tmp_path / "old.db", [(f"a{at}", "2025-12-20", f"Duty {at}", None, [one]) for at, one in enumerate(claims)])
    assert program("--db", tmp_path / "old.db", "report", tmp_path / "old.html").returncode == 0
    browser.open((tmp_path / "old.html").as_uri())
    assert browser.one("#span").text.startswith("Dec 18, 2024") and "1 date before" in browser.one("#span").text
    assert len(browser.all(ROW)) == len(days)
    browser.one("[data-zoom=all]").click()
    assert browser.one("#span").text.startswith("Jun 10, 1930")


def test_an_empty_database_says_what_to_do_next(browser: Browser, tmp_path: Path) -> None:
    from tradewatch.store import open_database

    open_database(tmp_path / "empty.db", create=True).close()
    done = program("--db", tmp_path / "empty.db", "report", tmp_path / "empty.html")
    assert done.returncode == 0, done.stderr
    browser.open((tmp_path / "empty.html").as_uri())
    assert "tradewatch ingest" in browser.one("#list .none").text and browser.errors() == []
