"""What a session takes from a law: exercises of a sort, articles as people write them, names of misconceptions."""

from __future__ import annotations

from typing import get_args

import pytest

from zanger import Law, Words
from zanger.errors import InputError
from zanger.messages import Lang
from zanger.question import Unfit
from zanger.training.following import Wanted
from zanger.training.teaching import Teacher


@pytest.fixture(scope="module")
def teacher(law: Law) -> Teacher:
    return Teacher(law, Words(law.pack, "en"))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("24(1)", ("l148.24.1",)),
        ("п. 1 ст. 24", ("l148.24.1",)),
        ("24-баптың 1-тармағы", ("l148.24.1",)),
        ("Law No. 148, art. 24(1); Constitution 87(5)", ("l148.24.1", "constitution.87.5")),
        ("24(1); 24(1);", ("l148.24.1",)),
    ],
)
def test_articles_are_read_as_people_write_them(text: str, places: tuple[str, ...], teacher: Teacher) -> None:
    assert teacher.read(text) == places


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "expected an article, such as `art. 24`, found ``"),
        (";", "expected an article, such as `art. 24`, found `;`"),
        ("I think so", "expected an article, such as `art. 24`, found `I think so`"),
        ("24\x1b[2J", "expected an article, such as `art. 24`, found `24\ufffd[2J`"),
        ("24 " * 200, "expected an article, such as `art. 24`, found `" + ("24 " * 14)[:40] + "...`"),
        ("art. 240", "there is no such article: `art. 240`; did you mean `Law No. 148, art. 24`?"),
    ],
)
def test_what_names_no_article_is_told(text: str, told: str, teacher: Teacher) -> None:
    with pytest.raises(Unfit) as error:
        teacher.read(text)
    assert str(error.value) == told


def test_an_exercise_is_of_the_sort_that_is_wanted(teacher: Teacher) -> None:
    found = teacher.make(Wanted(topic="24", kinds=("votes",), level="oblast", seed=1))
    assert found is not None
    assert (found.kind, found.level) == ("votes", "oblast")
    assert "l148.24" in found.articles
    assert found == teacher.make(Wanted(topic="24", kinds=("votes",), level="oblast", seed=1))


@pytest.mark.parametrize("misconception", ["half-for-two-thirds", "present-for-total", "akim-for-akimat"])
def test_an_exercise_offers_the_misconception_that_is_wanted(misconception: str, teacher: Teacher) -> None:
    found = teacher.make(Wanted(misconception=misconception, seed=3))
    assert found is not None
    assert misconception in found.misconceptions
    assert found == teacher.make(Wanted(misconception=misconception, seed=3))


def test_of_what_there_is_not_no_exercise_is_made(teacher: Teacher) -> None:
    assert teacher.make(Wanted(misconception="no-such-mistake", seed=1)) is None
    with pytest.raises(InputError, match="did you mean `maslikhat`"):
        teacher.make(Wanted(topic="maslihat", seed=1))


@pytest.mark.parametrize("lang", get_args(Lang))
def test_a_misconception_has_a_name_in_each_language(lang: Lang, law: Law) -> None:
    teacher = Teacher(law, Words(law.pack, lang))
    name = teacher.name("half-for-two-thirds")
    assert name != "half-for-two-thirds"
    assert name == next(m.title[lang] for m in teacher.trainer.shop.mistakes.all if m.id == "half-for-two-thirds")
    assert teacher.name("gone") == "gone"
