"""`zanger ask`: answers from a pipe, kept at once, taken up again."""

from __future__ import annotations

from pathlib import Path

from conftest import Run

GOAL = ("ask", "--goal", "express-no-confidence")
FIRST = "2002-06-01\nyes\n1\n1\n2001-03-01\n"


def test_answers_come_from_a_pipe_and_are_kept(run: Run) -> None:
    result = run(*GOAL, stdin=FIRST)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "On which day was this done: refuse to approve an execution report?" in result.stdout
    assert result.stdout.endswith("Kept in case.yaml; `zanger ask case.yaml` goes on.\n")
    assert run("check", "case.yaml").exit_code == 0


def test_it_goes_on_with_the_question_at_which_it_was_stopped(run: Run) -> None:
    asked = run(*GOAL, stdin=FIRST).stdout.split("\n\n")[-2].splitlines()[0]
    again = run("ask", "case.yaml", stdin="").stdout.split("\n\n")[1].splitlines()[0]
    assert again == asked


def test_without_a_name_it_goes_on_with_the_file_that_it_would_write(run: Run) -> None:
    run(*GOAL, stdin=FIRST)
    before = Path("case.yaml").read_text(encoding="utf-8")
    run("ask", stdin="")
    assert Path("case.yaml").read_text(encoding="utf-8") == before


def test_each_answer_is_in_the_file_before_the_next_question(run: Run) -> None:
    for n, answer in enumerate(FIRST.splitlines(), 1):
        run("ask", *(GOAL[1:] if n == 1 else ()), stdin=answer + "\n")
        assert Path("case.yaml").read_text(encoding="utf-8").count('"], [') == n - 1
    assert [p.name for p in Path().iterdir()] == ["case.yaml"]


def test_a_wrong_answer_is_told_and_asked_again(run: Run) -> None:
    out = run(*GOAL, stdin="yesterday\n2002-06-01\n").stdout
    assert "expected a day such as 2001-06-30, found `yesterday`" in out
    assert out.count("On which day is this to be judged?") == 2


def test_an_answer_is_taken_back(run: Run) -> None:
    out = run(*GOAL, stdin="2002-06-01\n<\n2003-06-01\n").stdout
    assert out.count("On which day is this to be judged?") == 2
    assert "as_of: 2003-06-01" in Path("case.yaml").read_text(encoding="utf-8")


def test_the_answer_so_far_and_why_it_asks(run: Run) -> None:
    out = run(*GOAL, stdin="2002-06-01\n=\nw\n").stdout
    assert "not empowered" in out
    assert '- Law No. 148, art. 24(2): "twice not approved"' in out


def test_the_end_gives_the_verdict_with_its_article(run: Run) -> None:
    out = run(*GOAL, stdin="2002-06-01\nyes\nno\n").stdout
    assert "Nothing more matters to this." in out
    assert "Law No. 148, art. 24(1)" in out
    assert "Written to case.yaml" in out


def test_a_case_of_the_user_is_never_written_over(run: Run, demo: str) -> None:
    Path("mine.yaml").write_bytes(Path(demo).read_bytes())
    run("ask", "mine.yaml", stdin="!\n")
    assert Path("mine.yaml").read_bytes() == Path(demo).read_bytes()
    assert Path("mine-asked.yaml").exists()
    refused = run("ask", "mine.yaml", "--out", "mine.yaml", stdin="!\n")
    assert refused.exit_code == 2
    assert "was not made by an interview and is not written over" in refused.stderr


def test_a_goal_that_is_not_there_is_refused_with_the_nearest(run: Run) -> None:
    result = run("ask", "--goal", "express-no-confidnce", stdin="")
    assert result.exit_code == 2
    assert "did you mean `express-no-confidence`?" in result.stderr
    assert not Path("case.yaml").exists()


def test_it_asks_in_russian_and_kazakh(run: Run) -> None:
    assert "На какой день рассматривается дело?" in run(*GOAL, "--lang", "ru", stdin="").stdout
    assert "Іс қай күнге қарай қаралады?" in run(*GOAL, "--lang", "kk", stdin="").stdout
