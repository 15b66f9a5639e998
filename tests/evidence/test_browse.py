import pytest

from needlework.errors import InputError
from needlework.evidence.browse import bibtex, search, show


def test_show_a_parameter_tells_what_it_rests_on() -> None:
    text = show("healing.dm")
    assert text.splitlines()[0] == "healing.dm: Loss of mature type I collagen."
    assert "measured ex vivo human (literature)" in text
    assert "doi:10.1074/jbc.M006700200 [verzijl2000]" in text
    assert "= ln(2)/(reported*365.25)" in text


def test_show_an_observation_in_plain_words() -> None:
    text = show("alam2014.gbq_180d")
    assert "change absolute -3.4 score, 95 % CI -6.5 to -0.2, p 0.03" in text
    assert "180 days" in text
    assert "roller, 3 sessions, every 14 days" in text


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("dogra2014.pih", "responders 5 of 30"),
        ("gill2008.range", "ratio 5 to 40 %"),
        ("kang2022.or_half", "contrast 2.97, 95 % CI"),
        ("bal2008.irritation", "absolute at most 2 h"),
        ("kenkel2021.elastin_protein_90d", "qualitative unchanged"),
        ("naspolini2019.pain_needling", "5.23 score, SE 0.31"),
    ],
)
def test_each_kind_of_finding_has_its_words(key: str, said: str) -> None:
    assert said in show(key)


def test_show_a_source() -> None:
    title, read, note, record = show("kenkel2021").splitlines()
    assert "PMID 33656167" in title
    assert read.split() == ["read", "abstract"]
    assert note.startswith("  note ")
    assert "data/sources/clinical.yaml:" in record


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"received 'lotfi2031'; next: did you mean 'lotfi2013'\?"):
        show("lotfi2031")


def test_search_wants_every_word_in_any_case() -> None:
    rows = search("MASSON papillary")
    assert ("observation", "lotfi2013.masson_56d") in [(row["kind"], row["id"]) for row in rows]
    assert search("masson zebra") == []


def test_search_finds_all_three_kinds() -> None:
    assert {row["kind"] for row in search(["collagen"])} == {"parameter", "observation", "source"}


def test_bibtex_gives_entries_in_order() -> None:
    first, second = bibtex(["lotfi2013", "pen_rate"]).split("\n\n")
    assert first == (
        "@article{lotfi2013,\n"
        "  author = {Lotfi, R and Moneib, H and Yehia, H},\n"
        "  title = {Clinical and histopathological evaluation of percutaneous collagen induction "
        "(dermaroller) in the treatment of postacne scars},\n"
        "  journal = {J Egypt Womens Dermatol Soc 10:152-159},\n"
        "  year = {2013},\n"
        "  doi = {10.1097/01.EWX.0000432504.85255.ec}\n"
        "}"
    )
    assert second.startswith("@misc{pen_rate,")


def test_bibtex_authors_that_are_many_or_an_office() -> None:
    assert "author = {Alam, M and Han, S and Pongprutthipan, M and others}" in bibtex(["alam2014"])
    assert "author = {{US Food and Drug Administration} and {MT.DERM}}" in bibtex(["exceed2019"])


def test_bibtex_names_every_unknown_key() -> None:
    with pytest.raises(InputError) as caught:
        bibtex(["lotfi2013", "nobody", "noone"])
    assert [fault.received for fault in caught.value.faults] == ["'nobody'", "'noone'"]
