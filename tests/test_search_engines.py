"""What every engine for postings must do: ours, and any OpenSearch whose address SEARCH_ENGINE_TEST_URL names."""

import os

import pytest

from search.engines import DatabaseEngine
from search.opensearch import OpenSearchEngine

pytestmark = pytest.mark.django_db

BASE = 9_000_000
ADDRESS = os.environ.get("SEARCH_ENGINE_TEST_URL", "")


@pytest.fixture(
    params=[
        "database",
        pytest.param("opensearch", marks=pytest.mark.skipif(not ADDRESS, reason="SEARCH_ENGINE_TEST_URL names none")),
    ]
)
def engine(request):
    if request.param == "database":
        yield DatabaseEngine()
        return
    one = OpenSearchEngine(ADDRESS, index="site-search-contract")
    yield one
    one.session.delete(f"{one.address}/{one.index}", timeout=10)


def numbered(*places):
    return [BASE + place for place in places]


@pytest.fixture
def filled(engine):
    first, second, third = numbered(1, 2, 3)
    engine.put(
        {
            first: {BASE + 10: (4000, True), BASE + 11: (2000, False)},
            second: {BASE + 10: (1000, False)},
            third: {BASE + 11: (3000, True)},
        }
    )
    return engine


def test_the_best_come_first_with_the_sum_of_what_their_terms_say(filled):
    found = filled.best({BASE + 10: (2, 2), BASE + 11: (1, 2)}, 10)
    assert [entry for entry, _score in found] == numbered(1, 3, 2)
    for (_entry, score), right in zip(found, (10_000, 3000, 2000), strict=True):
        assert score == pytest.approx(right, rel=0.01)


def test_no_more_than_asked_for(filled):
    assert [entry for entry, _score in filled.best({BASE + 10: (2, 2), BASE + 11: (1, 2)}, 1)] == numbered(1)
    assert filled.best({}, 10) == []
    assert filled.best({BASE + 99: (1, 1)}, 10) == []


def test_titles_alone_can_be_asked(filled):
    found = filled.best({BASE + 10: (1, 2), BASE + 11: (1, 2)}, 10, titles=True)
    assert [entry for entry, _score in found] == numbered(1, 3)


def test_an_engine_knows_the_terms_of_an_entry(filled):
    assert filled.terms_of(numbered(1, 2)) == {BASE + 10: 2, BASE + 11: 1}
    assert filled.impacts_of(BASE + 1) == {BASE + 10: 4000, BASE + 11: 2000}
    assert filled.impacts_of(BASE + 77) == {}


def test_what_is_written_again_is_replaced(filled):
    filled.put({BASE + 1: {BASE + 12: (500, False)}}, replace=numbered(1))
    assert filled.impacts_of(BASE + 1) == {BASE + 12: 500}


def test_what_is_dropped_is_gone_and_dropping_again_does_no_harm(filled):
    filled.drop(numbered(1, 2))
    filled.drop(numbered(1, 2))
    assert filled.best({BASE + 10: (1, 1)}, 10) == []
    assert filled.terms_of(numbered(1)) == {}


def test_common_terms_refine_what_rare_ones_chose(engine):
    """Where there are very many places, the rare words choose."""
    engine.put({BASE + 1: {BASE + 10: (1000, False), BASE + 11: (10, False)}, BASE + 2: {BASE + 11: (9000, False)}})
    found = engine.best({BASE + 10: (1, 1), BASE + 11: (1, 30_000)}, 10)
    assert found[0][0] in numbered(1, 2)
    assert dict(found)[BASE + 1] == pytest.approx(1010, rel=0.01)
    if isinstance(engine, DatabaseEngine):
        assert found == [(BASE + 1, 1010)]
