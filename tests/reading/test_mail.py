"""Mail and mbox."""

from __future__ import annotations

import base64
import time
import tracemalloc
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from tradewatch.model import PublishedFrom
from tradewatch.reading import Limits

from .making import PAGE, PARAGRAPHS, STORY, article, aside, everything, write
from .pdfs import pdf


def mail(text: str = PARAGRAPHS, html: str | None = None, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Harbor Wire <news@example.org>"
    message["Subject"] = "Fwd: Steel duties begin"
    message["Date"] = "Wed, 12 Mar 2025 09:30:00 +0100"
    message["Message-ID"] = "<one@example.org>"
    for name, value in headers.items():
        del message[name]
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def test_a_mail_gives_subject_sender_and_date(tmp_path: Path) -> None:
    found = article(write(tmp_path, "clip.eml", mail().as_bytes()))
    assert (found.doc, found.title, found.source) == ("clip", "Steel duties begin", "Harbor Wire")
    assert (found.published, found.published_from) == (date(2025, 3, 12), PublishedFrom.METADATA)
    assert found.text.replace("\r", "").strip() == PARAGRAPHS.strip()


def test_the_html_part_comes_first(tmp_path: Path) -> None:
    html = f"<html><body><style>p {{}}</style><p>{STORY}</p><p>From the HTML part.</p></body></html>"
    found = article(write(tmp_path, "clip.eml", mail("View this mail in your browser.", html).as_bytes()))
    assert "From the HTML part." in found.text
    assert "browser" not in found.text


def test_a_newsletter_of_many_items_is_read_whole(tmp_path: Path) -> None:
    items = "".join(
        f"<tr><td><a href='x'>Story {n}</a><br>The duty of {n} percent began on Wednesday in country {n}.</td></tr>" for n in range(1, 15)
    )
    found = article(write(tmp_path, "clip.eml", mail("-", f"<html><body><table>{items}</table></body></html>").as_bytes()))
    assert all(f"duty of {n} percent" in found.text for n in range(1, 15))


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_transfer_encodings(tmp_path: Path, encoding: str) -> None:
    message = mail()
    message.set_content("The duty costs “€4 billion” – said the union on Wednesday.", cte=encoding)
    assert "“€4 billion”" in article(write(tmp_path, "clip.eml", message.as_bytes())).text


def test_a_header_in_another_charset(tmp_path: Path) -> None:
    data = mail().as_bytes().replace(b"Fwd: Steel duties begin", b"=?utf-8?q?Z=C3=B6lle?= =?x-unknown?q?=ff?=")
    assert article(write(tmp_path, "clip.eml", data)).title.startswith("Zölle")


def test_a_pdf_in_a_mail_is_an_article_too(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(pdf(["Copper list"] + [STORY] * 3), maintype="application", subtype="pdf", filename="copper.pdf")
    articles, bad = everything(write(tmp_path, "clip.eml", message.as_bytes()))
    assert not bad
    assert [item.doc for item in articles] == ["clip", "copper"]


def test_an_mbox_has_an_article_a_mail(tmp_path: Path) -> None:
    mails = [mail(f"{STORY}\n\n>From Canada came an answer in mail {n}.\n", **{"Message-ID": f"<{n}@example.org>"}) for n in range(3)]
    box = b"\n".join(b"From news@example.org Wed Mar 12 09:30:00 2025\n" + message.as_bytes() for message in mails)
    articles, bad = everything(write(tmp_path, "clips", box))
    assert not bad
    assert [item.doc for item in articles] == ["0@example.org", "1@example.org", "2@example.org"]
    assert "From Canada came an answer in mail 2." in articles[2].text


def test_a_bad_mail_in_an_mbox_costs_no_other(tmp_path: Path) -> None:
    line = b"From news@example.org Wed Mar 12 09:30:00 2025\n"
    box = line + mail().as_bytes() + b"\n" + line + b"X: y\n\n\n\n" + line + mail().as_bytes()
    articles, bad = everything(write(tmp_path, "clips.mbox", box))
    assert len(articles) == 2
    assert [item.where for item in bad] == ["mail 2"]


@pytest.mark.parametrize(
    "data",
    [
        b"no headers at all\n",
        b"Subject: x\n\n",
        b"Content-Type: multipart/mixed\n\nThe duty began.",
        b"Content-Type: text/html; charset=x-none\n\n",
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 5000,
        b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n\n",
        b"From: " + b"(" * 50_000 + b"\nDate: " + b"[" * 50_000 + b"\n\n",
        b"Content-Transfer-Encoding: base64\n\n" + b"=" * 1000,
        b"\xff\xfe\xfd: \x00\n\n\x00\x01",
    ],
)
def test_a_broken_mail_is_an_article_or_set_aside(tmp_path: Path, data: bytes) -> None:
    articles, bad = everything(write(tmp_path, "clip.eml", data))
    assert len(articles) + len(bad) == 1


def test_a_mail_without_text_is_set_aside(tmp_path: Path) -> None:
    assert "no text" in aside(write(tmp_path, "clip.eml", mail(" ").as_bytes())).reason


def test_a_mail_in_a_mail_is_an_article_too(tmp_path: Path) -> None:
    message = mail("For your information.", Subject="Look")
    message.add_attachment(mail(STORY, Subject="Copper list", Date="Tue, 11 Mar 2025 09:30:00 +0100"))
    message.add_attachment(f"Zinc list\n\n{STORY}", filename="zinc.txt")
    articles, bad = everything(write(tmp_path, "clip.eml", message.as_bytes()))
    assert not bad
    assert [(item.title, item.published) for item in articles[:2]] == [("Look", date(2025, 3, 12)), ("Copper list", date(2025, 3, 11))]
    assert [item.doc for item in articles] == ["clip", "attached mail", "zinc"]


def test_mails_in_mails_are_read_to_their_depth(tmp_path: Path) -> None:
    head = b"Subject: x\nContent-Type: message/rfc822\n\n"
    assert "others" in aside(write(tmp_path, "clip.eml", head * 50 + mail().as_bytes())).reason
    assert article(write(tmp_path, "clip.eml", head * 2 + mail().as_bytes())).title == "Steel duties begin"


def test_a_text_that_a_picture_breaks_is_read_whole(tmp_path: Path) -> None:
    part = "--b\nContent-Type: text/plain\n\nIn part {} the duty of {} percent began on Wednesday.\n"
    data = "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + "".join(part.format(n, n) for n in range(3)) + "--b--\n"
    found = article(write(tmp_path, "clip.eml", data))
    assert all(f"In part {n} the duty" in found.text for n in range(3))


def test_a_paragraph_that_begins_like_an_mbox_is_text(tmp_path: Path) -> None:
    line = b"From news@example.org Wed Mar 12 09:30:00 2025\n"
    body = f"{STORY}\n\nFrom Wednesday on the duty is due.\n\nFrom Canada came an answer: none.\n"
    found = article(write(tmp_path, "clips.mbox", line + mail(body).as_bytes()))
    assert "none." in found.text
    assert (
        article(write(tmp_path, "clip.txt", f"From Washington: duties rise\nDate: 2025-03-12\n\n{STORY}")).title
        == "From Washington: duties rise"
    )


def test_a_large_mail_of_many_lines_costs_only_itself(tmp_path: Path) -> None:
    line = b"From news@example.org Wed Mar 12 09:30:00 2025\n"
    box = b"\n".join(
        [line + mail(Subject="a").as_bytes(), line + b"Subject: b\n\n" + b"x\n" * 2_000_000, line + mail(Subject="c").as_bytes()]
    )
    path = write(tmp_path, "clips.mbox", box)
    tracemalloc.start()
    articles, bad = everything(path, limits=Limits(document=1_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [item.title for item in articles] == ["a", "c"]
    assert [item.where for item in bad] == ["mail 2"]
    assert peak < 20_000_000


@pytest.mark.parametrize("header", ["Subject", "From", "Date", "Message-ID"])
def test_a_header_without_measure_costs_bounded_time(tmp_path: Path, header: str) -> None:
    start = time.perf_counter()
    data = f"{header}: {'=?utf-8?q?a?= ' * 100_000}\n\n{STORY}".encode()
    assert STORY in article(write(tmp_path, "clip.eml", data)).text
    assert time.perf_counter() - start < 5


def test_a_page_that_a_browser_saved_as_one_file_is_a_page(tmp_path: Path) -> None:
    head = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/steel\nSubject: Steel duties begin | Harbor Wire\n"
        "Date: Fri, 14 Mar 2025 09:30:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related; type=text/html; boundary=b\n\n"
    )
    part = "--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n{}\n"
    data = head + part.format(base64.b64encode(PAGE.encode()).decode()) + "--b--\n"
    found = article(write(tmp_path, "steel.mhtml", data))
    assert (found.title, found.source, found.url) == ("Steel duties begin", "Harbor Wire", "https://example.org/steel")
    assert found.published == date(2025, 3, 12)
    bare = data.replace(base64.b64encode(PAGE.encode()).decode(), base64.b64encode(f"<p>{STORY}</p>".encode()).decode())
    found = article(write(tmp_path, "steel.mht", bare))
    assert (found.title, found.published) == ("Steel duties begin | Harbor Wire", date(2025, 3, 14))
