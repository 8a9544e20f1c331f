"""`zanger play`: moves from a pipe, a file that keeps the game, minutes at the end."""

from __future__ import annotations

from pathlib import Path

from conftest import Run


def test_a_game_is_played_and_ends_with_minutes(run: Run) -> None:
    result = run("play", "SM2", stdin="1\n1\n")
    assert (result.exit_code, result.stderr) == (0, "")
    minutes = result.stdout.split("Minutes;")[1]
    assert "1. 2002-01-14  Prime Minister: propose propose-akim-1" in minutes
    assert "2. 2002-01-15  President of the Republic: appoint appoint-akim-1" in minutes
    assert minutes.count("      lawful\n") == 2
    assert "[Constitution, art. 87(4); Law No. 148, art. 28(1)]" in minutes
    assert run("check", "game.yaml", "--strict").exit_code == 0


def test_a_game_goes_on_and_is_not_begun_over_by_mistake(run: Run) -> None:
    run("play", "SM2", stdin="1\n")
    assert "may appoint" in run("play", "game.yaml", stdin="").stdout
    again = run("play", "SM2", stdin="")
    assert again.exit_code == 2
    assert "`game.yaml` is there already" in again.stderr


def test_each_move_shows_what_it_needs_and_its_article(run: Run) -> None:
    out = run("play", "SM8", stdin="").stdout
    assert "- needs at least 26 of 50 votes in favour (more than half)" in out
    assert "[Law No. 148, arts. 8(3)(4)" in out


def test_a_forbidden_move_is_explained_and_made_only_with_an_exclamation_mark(run: Run) -> None:
    out = run("play", "SM4", stdin="express-no-confidence(in_favour=50)\n").stdout
    assert "Law No. 148, art. 24(1): not established" in out
    assert "Not done." in out
    assert "Nothing was done." in out
    out = run("play", "SM4", stdin="!express-no-confidence(in_favour=50)\n").stdout
    assert "not empowered" in out.split("Minutes;")[1]


def test_what_is_typed_wrongly_is_told_with_its_column(run: Run) -> None:
    result = run("play", "SM2", stdin="propose-akm\npropose-akim(\n99\n")
    assert "did you mean `propose-akim`?" in result.stderr
    assert "<command line>:1:14" in result.stderr
    assert "expected a number from 1 to 1, found `99`" in result.stdout


def test_the_day_is_moved_and_a_move_taken_back(run: Run) -> None:
    run("play", "SM2", stdin="+30\n1\n<\n2002-01-01\n")
    text = Path("game.yaml").read_text(encoding="utf-8")
    assert "history" not in text
    assert "as_of: 2002-01-01" in text


def test_the_others_move_by_chance(run: Run) -> None:
    out = run("play", "SM5", "--as", "maslikhat", "--seed", "3", stdin="\n").stdout
    assert "akim" in out.split("Minutes;")[1]
    assert "others who can move: " in out


def test_an_unknown_procedure_is_refused(run: Run) -> None:
    result = run("play", "SM44", stdin="")
    assert result.exit_code == 2
    assert "there is no procedure `SM44`; did you mean `SM4`?" in result.stderr


def test_it_is_played_in_russian_and_kazakh(run: Run) -> None:
    assert "Протокол" in run("play", "SM2", "--lang", "ru", stdin="").stdout
    assert "Хаттама" in run("play", "SM2", "--lang", "kk", stdin="").stdout


def test_a_number_on_a_day_without_moves_says_so(run: Run) -> None:
    out = run("play", "SM5", stdin="2001-01-01\n2\n").stdout
    assert "no move is open on this day; another day may have some: +1, +30" in out


def test_what_is_only_tried_is_no_line_of_the_case(run: Run) -> None:
    out = run("play", "SM5", stdin="1\n26\n1\n").stdout
    assert "Not done." in out
    assert "case lines 0" not in out


def test_a_move_that_does_not_fit_a_line_hangs_under_its_number(run: Run) -> None:
    lines = run("play", "SM4", stdin="").stdout.splitlines()
    (n,) = [i for i, line in enumerate(lines) if line.startswith("    1  may submit")]
    assert lines[n + 1].startswith(" " * 7)
