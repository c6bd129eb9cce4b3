"""Which rates are added, which is a total of others, and which takes the place of another."""

from __future__ import annotations

from tradewatch.resolution import resolve

from .charged import on_day, parts, table
from .told import said


def test_a_cut_of_one_duty_leaves_the_others():
    claims = [
        said("2025-03-04", "tariff US>CN impose in_force 20%", effective="2025-03-04", instrument="fentanyl tariffs"),
        said("2025-05-14", "tariff US>CN impose in_force 10%", effective="2025-05-14", instrument="reciprocal tariffs"),
        said("2025-11-10", "tariff US>CN lower in_force 10%", effective="2025-11-10", prior="20%", instrument="fentanyl tariffs"),
    ]
    assert parts(table(claims, "US", "CN", "2025-11-10")) == ["10% all in_force", "10% all in_force"]


def test_duties_on_other_goods_are_never_summed():
    claims = [
        said("2025-06-04", "tariff US>MX impose in_force 50%", goods="steel", effective="2025-06-04"),
        said("2025-06-04", "tariff US>MX impose in_force 25%", goods="cars", effective="2025-06-04"),
    ]
    assert table(claims, "US", "MX", "2025-06-05").sum is None


def test_a_fee_is_never_added_to_a_percentage():
    table = on_day("US", "CN", "2025-10-20")
    assert table.sum is not None
    fees = {part.event for part in table.components if part.rate and part.rate.unit != "percent"}
    assert not fees & set(table.sum.of)


def test_a_rise_to_the_rate_at_which_another_duty_stands_is_no_step_of_that_one():
    claims = [
        said("2018-07-06", "tariff US>CN impose in_force 25%", effective="2018-07-06", evidence="25% on $34 billion of Chinese goods"),
        said("2025-03-04", "tariff US>CN raise in_force 25%", effective="2025-03-04"),
    ]
    assert parts(table(claims, "US", "CN", "2025-03-04")) == ["25% 34b in_force", "25% all in_force"]


def test_a_rate_told_as_a_total_is_no_component_even_where_a_part_is_not_known():
    claims = [
        said("2025-08-06", "tariff US>IN impose announced 25%", effective="2025-08-07"),
        said("2025-08-06", "tariff US>IN impose announced 50%", effective="2025-08-27", evidence="That brings the total to 50%."),
    ]
    found = table(claims, "US", "IN", "2025-08-28")
    assert parts(found) == ["25% all assumed"]
    assert [total.rate.value for total in found.told_totals] == [50]


def test_what_rose_from_another_rate_is_another_duty():
    claims = [
        said("2025-03-04", "tariff US>CN impose in_force 20%", effective="2025-03-04"),
        said("2025-04-09", "tariff US>CN raise in_force 84%", prior="34%", effective="2025-04-09", instrument="reciprocal tariff"),
    ]
    found = table(claims, "US", "CN", "2025-04-09")
    assert parts(found) == ["20% all in_force", "84% all in_force"]
    assert found.sum.value == 104


def test_the_old_rate_told_beside_the_new_one_is_no_order():
    worth = "tariff of 15% on $120 billion of Chinese goods"
    claims = [
        said("2020-01-15", "tariff US>CN lower announced 7.5%", prior="15%", effective="2020-02-14", evidence=worth, doc="one"),
        said("2020-01-15", "tariff US>CN impose announced 15%", effective="2020-02-14", evidence=worth, doc="one"),
    ]
    assert parts(table(claims, "US", "CN", "2020-02-14")) == ["7.5% 120b assumed"]
    # an order raised before its day was an order all the same
    claims = [
        said("2025-04-04", "tariff CN>US impose announced 34%", announced="2025-04-04", effective="2025-04-10"),
        said("2025-04-09", "tariff CN>US raise announced 84%", prior="34%", effective="2025-04-10"),
    ]
    assert [len(measure.events) for measure in resolve(claims).measures] == [2]


def test_a_cut_of_the_whole_leaves_no_single_duty_above_it():
    claims = [
        said("2025-03-04", "tariff US>CN impose in_force 20%", effective="2025-03-04"),
        said("2025-04-09", "tariff US>CN impose in_force 125%", effective="2025-04-09"),
        said("2025-05-12", "tariff US>CN lower announced 30%", prior="145%", effective="2025-05-14"),
    ]
    assert sorted(parts(table(claims, "US", "CN", "2025-05-13"))) == ["125% all in_force", "20% all in_force"]
    assert "125% all in_force" not in parts(table(claims, "US", "CN", "2025-05-14"))
    # where a duty stands at the rate that is cut, the cut is a step of that one
    claims[1] = said("2025-04-09", "tariff US>CN impose in_force 145%", effective="2025-04-09")
    claims.append(said("2025-04-09", "tariff US>CN impose in_force 50%", effective="2025-04-09", instrument="Section 301"))
    assert "50% all in_force" in parts(table(claims, "US", "CN", "2025-05-14"))


def test_remedies_whose_goods_are_not_told_are_never_added():
    claims = [
        said("2024-10-29", "trade_remedy EU>CN impose in_force 35.3%", effective="2024-10-30"),
        said("2024-10-29", "trade_remedy EU>CN impose in_force 18.8%", effective="2024-10-30"),
    ]
    found = table(claims, "EU", "CN", "2024-11-05")
    assert len(found.components) == 2
    assert found.sum is None


def test_a_rate_that_holds_another_is_no_duty_beside_it():
    claims = [
        said("2025-02-04", "tariff US>CN impose in_force 20%", effective="2025-02-04"),
        said("2025-05-12", "tariff US>CN lower announced 30%", prior="145%", effective="2025-05-14", doc="truce"),
        said("2025-05-12", "tariff US>CN impose in_force 20%", evidence="The figure still contains the 20% over fentanyl.", doc="truce"),
    ]
    found = table(claims, "US", "CN", "2025-05-20")
    assert parts(found) == ["20% all in_force"]
    assert found.sum is None
    assert [total.rate.value for total in found.told_totals] == [30]


def test_the_parts_that_make_up_a_rate_are_added_and_the_rate_is_not():
    sentence = "The 30% is made up of 20% over fentanyl and 10% in answer to China."
    claims = [
        said(
            "2025-05-20",
            f"tariff US>CN impose in_force {rate}%",
            evidence=sentence,
            doc="explained",
            instrument=law,
            effective="2025-05-14",
        )
        for rate, law in ((30, None), (20, "fentanyl tariff"), (10, "reciprocal tariff"))
    ]
    found = table(claims, "US", "CN", "2025-05-20")
    assert parts(found) == ["10% all in_force", "20% all in_force"]
    assert (found.sum.value, [total.rate.value for total in found.told_totals]) == (30, [30])


def test_a_figure_of_another_article_holds_no_part():
    claims = [
        said("2025-05-12", "tariff US>CN impose in_force 30%", effective="2025-05-14", instrument="reciprocal tariff"),
        said("2025-05-12", "tariff US>CN impose in_force 20%", evidence="The figure contains the 20%.", effective="2025-03-04"),
    ]
    assert parts(table(claims, "US", "CN", "2025-05-20")) == ["20% all in_force", "30% all assumed"]


def test_a_change_of_what_was_a_sum_is_a_sum():
    claims = [
        said("2025-03-04", "tariff US>CN impose in_force 20%", effective="2025-03-04"),
        said("2025-04-10", "tariff US>CN impose in_force 125%", effective="2025-04-10"),
        said("2025-05-12", "tariff US>CN lower in_force 30%", prior="145%", effective="2025-05-14"),
        said("2025-11-12", "tariff US>CN lower in_force 20%", prior="30%", effective="2025-11-10", doc="cut"),
    ]
    assert table(claims, "US", "CN", "2025-04-20").sum.value == 145
    found = table(claims, "US", "CN", "2025-05-20")
    assert parts(found) == ["20% all in_force"]
    assert [total.rate.value for total in found.told_totals] == [30]


def test_what_another_duty_brings_the_rate_to_is_a_sum():
    claims = [
        said("2025-02-04", "tariff US>CN impose in_force 10%", effective="2025-02-04"),
        said(
            "2025-03-04",
            "tariff US>CN impose in_force 20%",
            effective="2025-03-04",
            evidence="Trump put an additional 10% tariff on Chinese goods, bringing the rate to 20%.",
        ),
    ]
    found = table(claims, "US", "CN", "2025-03-05")
    assert [total.rate.value for total in found.told_totals] == [20]
    assert parts(found) == ["10% all in_force"]


def test_a_total_on_some_goods_is_no_duty_either():
    claims = [
        said("2025-11-11", "tariff CN>US impose in_force 10%"),
        said("2025-11-11", "tariff CN>US impose in_force 13%", goods="soybeans", evidence="Soybeans still pay 13% in all."),
    ]
    found = table(claims, "CN", "US", "2025-11-12")
    assert parts(found) == ["10% all in_force"]
    assert [total.goods for total in found.told_totals] == [("soybeans",)]
    assert table(claims, "CN", "US", "2025-11-12", goods=["pork"]).told_totals == ()


def test_what_a_told_sum_leaves_out_is_in_a_greater_part():
    claims = [
        said("2025-02-04", "tariff US>CN impose in_force 10%", effective="2025-02-04"),
        said("2025-04-08", "tariff US>CN impose in_force 20%", effective="2025-03-04"),
        said("2025-04-10", "tariff US>CN impose in_force 125%", effective="2025-04-10"),
    ]
    assert table(claims, "US", "CN", "2025-04-20").sum.value == 155
    claims.append(said("2025-04-11", "tariff US>CN impose in_force 145%", evidence="Together that makes a total of 145%."))
    found = table(claims, "US", "CN", "2025-04-20")
    assert parts(found) == ["125% all in_force", "20% all in_force"]
    assert (found.sum.value, [total.rate.value for total in found.told_totals]) == (145, [145])
    assert parts(table(claims, "US", "CN", "2025-02-20")) == ["10% all in_force"]
    # a figure that no choice of the duties adds up to says nothing of them
    claims[-1] = said("2025-04-11", "tariff US>CN impose in_force 150%", evidence="Together that makes a total of 150%.")
    assert table(claims, "US", "CN", "2025-04-20").sum.value == 155


def test_what_no_article_dates_may_be_a_sum_itself_and_is_not_added():
    claims = [
        said("2025-02-05", "tariff US>CN impose in_force 10%", effective="2025-02-04"),
        said("2025-04-27", "tariff US>CN impose in_force 145%"),
    ]
    found = table(claims, "US", "CN", "2025-05-01")
    assert (len(found.components), found.sum) == (2, None)
    # unless an article tells their sum
    claims.append(said("2025-04-28", "tariff US>CN impose in_force 155%", evidence="That makes a total of 155%."))
    assert table(claims, "US", "CN", "2025-05-01").sum.value == 155


def test_two_rates_of_one_day_may_be_versions_of_one_duty_and_are_not_added():
    claims = [
        said("2025-07-30", "tariff US>IN impose announced 25%", effective="2025-08-01"),
        said("2025-07-30", "tariff US>IN impose announced 30%", effective="2025-08-01"),
    ]
    assert table(claims, "US", "IN", "2025-08-02").sum is None
    claims = [
        said("2025-07-30", "tariff US>IN impose announced 25%", effective="2025-08-01", instrument="reciprocal tariff"),
        said("2025-07-30", "tariff US>IN impose announced 30%", effective="2025-08-01", instrument="Section 301"),
    ]
    assert table(claims, "US", "IN", "2025-08-02").sum.value == 55


def test_two_rates_that_were_only_announced_are_not_added():
    claims = [
        said("2025-07-10", "tariff US>LK impose announced 30%", effective="2025-08-01"),
        said("2025-08-01", "tariff US>LK impose announced 20%", effective="2025-08-07"),
    ]
    assert table(claims, "US", "LK", "2025-08-20").sum is None


def test_a_sum_told_for_the_day_before_its_last_part_is_told_of_it():
    claims = [
        said("2025-08-08", "tariff US>IN impose in_force 25%", effective="2025-08-07"),
        said("2025-08-27", "tariff US>IN impose in_force 25%", effective="2025-08-27"),
        said("2025-08-28", "tariff US>IN impose in_force 50%", effective="2025-08-26", evidence="The total of 50% took effect."),
    ]
    assert [total.rate.value for total in table(claims, "US", "IN", "2025-08-29").told_totals] == [50]
