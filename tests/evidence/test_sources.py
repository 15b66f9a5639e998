import re

import pytest

from needlework.errors import InputError
from needlework.evidence.sources import index_sources, load_sources


def test_every_source_can_be_found_or_says_that_it_is_recalled() -> None:
    assert all(s.address or s.read == "memory" for s in load_sources().values())


def test_identifiers_have_their_form() -> None:
    for source in load_sources().values():
        assert source.doi is None or re.fullmatch(r"10\.\d{4,9}/\S+", source.doi), source.key
        assert source.pmid is None or re.fullmatch(r"\d{5,8}", source.pmid), source.key
        assert source.url is None or re.fullmatch(r"https?://\S+", source.url), source.key


def test_no_identifier_is_given_to_two_sources() -> None:
    dois = [s.doi.lower() for s in load_sources().values() if s.doi]
    assert len(dois) == len(set(dois))


def test_a_citation_is_one_line() -> None:
    assert load_sources()["lotfi2013"].citation == (
        "Lotfi R, Moneib H, Yehia H. Clinical and histopathological evaluation of percutaneous collagen "
        "induction (dermaroller) in the treatment of postacne scars. J Egypt Womens Dermatol Soc 10:152-159. "
        "2013. doi:10.1097/01.EWX.0000432504.85255.ec"
    )


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        ({"doi": None}, "doi, pmid, or url with accessed"),
        ({"doi": None, "url": "https://example.org"}, "doi, pmid, or url with accessed"),
        ({"read": "skimmed"}, "read one of abstract"),
        ({"pmid": 123}, "pmid as text"),
        ({"yaer": 2020}, "did you mean 'year'"),
    ],
)
def test_malformed_sources_are_refused(build, spoilt: dict, message: str) -> None:
    data, _ = build(source=spoilt)
    with pytest.raises(InputError, match=message):
        index_sources(data)
