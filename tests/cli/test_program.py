"""The program as a whole: help, suggestions, completion, colours, and what it does on a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ROOT, Run
from zanger_cli.app import COMMANDS, app

PATIENCE = 20
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
HELP = ROOT / "cli" / "zanger_cli" / "help.txt"


# Help.
@pytest.mark.parametrize("command", [*COMMANDS, "new case"])
def test_the_help_of_each_command_has_an_example(command: str, run: Run) -> None:
    result = run(*command.split(), "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    _, _, example = result.stdout.partition("\n  Example:\n")
    assert example.startswith(f"    zanger {command}")


@pytest.mark.parametrize("command", ["", *COMMANDS, "new case"])
def test_help_is_at_most_80_columns_wide(command: str, run: Run) -> None:
    assert [line for line in run(*command.split(), "--help").stdout.splitlines() if len(line) > 80] == []


def test_the_help_that_is_kept_in_a_file_is_fresh() -> None:
    script = "from zanger_cli.app import app; app(['--help'], prog_name='zanger')"
    rendered = python("-c", script, COLUMNS="80").stdout
    assert rendered.startswith("Usage: zanger [OPTIONS] COMMAND [ARGS]...\n")
    assert HELP.read_text(encoding="utf-8") == rendered, "run `make cli-help`"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_the_plain_program_prints_its_help(arguments: list[str]) -> None:
    done = zanger(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, HELP.read_text(encoding="utf-8"), "")


def test_the_help_lists_every_command_and_the_exit_codes(run: Run) -> None:
    text = run("--help").stdout
    assert re.findall(r"(?m)^  ([a-z-]+)  +\S", text.partition("Commands:")[2]) == list(COMMANDS)
    assert "Exit codes: 0" in text


def test_the_version_is_told(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, "zanger, version 0.1.0\n")


# Suggestions.
@pytest.mark.parametrize(
    ("wrong", "right"),
    [("chek", "check"), ("docter", "doctor"), ("tset", "test"), ("shema", "schema"), ("laww", "law")],
)
def test_an_unknown_command_has_a_suggestion(wrong: str, right: str, run: Run) -> None:
    result = run(wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"there is no command `{wrong}`; did you mean `{right}`?" in result.stderr


def test_a_command_like_no_other_gets_the_list(run: Run) -> None:
    errors = run("xyzzy").stderr
    assert [name for name in COMMANDS if f"`{name}`" not in errors] == []


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (["check", "--enginee", "durable", "x"], "--engine"),
        (["check", "--fromat", "json", "x"], "--format"),
        (["law", "--instrumnt", "x"], "--instrument"),
        (["test", "--junti", "x"], "--junit"),
        (["new", "case", "--kinds", "x"], "--kind"),
        (["schema", "case", "--pak", "x"], "--pack"),
        (["--versoin"], "--version"),
    ],
)
def test_an_unknown_option_has_a_suggestion(arguments: list[str], right: str, run: Run) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert right in result.stderr.splitlines()[-1]


def test_an_unknown_thing_to_make_has_a_suggestion(run: Run) -> None:
    result = run("new", "cas")
    assert (result.exit_code, result.stdout, "case" in result.stderr) == (2, "", True)


@pytest.mark.parametrize("arguments", [["check", "--engine", "magic", "x"], ["check", "--format", "xml", "x"]])
def test_a_value_that_is_none_of_the_choice_is_told(arguments: list[str], run: Run) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"'{arguments[2]}' is not one of" in result.stderr


# Completion.
def complete(shell: str, words: str, number: int) -> list[str]:
    """What the shell is offered for a command line, without the help texts."""
    environment = {"_ZANGER_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": str(number)}
    result = CliRunner().invoke(app, [], prog_name="zanger", env=environment)
    assert result.exit_code == 0
    return [re.split(r"[,\t]", line)[1] for line in result.stdout.splitlines() if "," in line]


@pytest.mark.parametrize(
    ("words", "number", "offered"),
    [
        ("zanger ", 1, list(COMMANDS)),
        ("zanger che", 1, ["check"]),
        ("zanger check --eng", 2, ["--engine"]),
        ("zanger check --engine re", 3, ["reference"]),
        ("zanger schema p", 2, ["provision"]),
        ("zanger new ", 2, ["case"]),
    ],
)
def test_bash_completes(words: str, number: int, offered: list[str]) -> None:
    assert sorted(complete("bash", words, number)) == sorted(offered)


def test_zsh_and_fish_complete() -> None:
    for shell, word in (("zsh", "1"), ("fish", "che")):
        environment = {"_ZANGER_COMPLETE": f"{shell}_complete", "COMP_WORDS": "zanger che", "COMP_CWORD": word}
        result = CliRunner().invoke(app, [], prog_name="zanger", env=environment)
        assert (result.exit_code, "check" in result.stdout, "doctor" in result.stdout) == (0, True, False)


@pytest.mark.parametrize(
    ("shell", "registers"),
    [("bash", "complete -o nosort -F _zanger_completion"), ("zsh", "compdef _zanger_completion zanger"),
     ("fish", "complete --no-files --command zanger")],
)  # fmt: skip
def test_each_shell_gets_a_script_of_its_own(shell: str, registers: str) -> None:
    done = zanger(_ZANGER_COMPLETE=f"{shell}_source")
    assert (done.returncode, done.stderr) == (0, "")
    assert registers in done.stdout
    if program := shutil.which(shell):
        assert subprocess.run([program, "-n"], input=done.stdout, text=True, timeout=PATIENCE).returncode == 0


# Colours.
def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=PATIENCE)


def zanger(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return python("-m", "zanger_cli", *arguments, **environment)


def on_a_terminal(*arguments: str, columns: int = 80, **environment: str) -> str:
    """All that a command writes on a terminal of so many columns, standard error included."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = {**os.environ, "TERM": "xterm-256color", **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "zanger_cli", *arguments], env=variables, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # Linux: all ends of the other side are closed
            break
        if not part:
            break
        written += part
    os.close(ours)
    process.wait(timeout=PATIENCE)
    return written.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [80, 50])
def test_a_terminal_gets_colours_in_its_width(columns: int, case: str, run: Run, tiny: str) -> None:
    written = on_a_terminal("check", case, "--pack", tiny, columns=columns)
    assert "\x1b[32m" in written, "no green"
    assert [line for line in ESCAPE.sub("", written).splitlines() if len(line) > columns] == []


def test_a_terminal_of_80_columns_gets_the_text_that_a_file_gets(case: str, run: Run, tiny: str) -> None:
    written = on_a_terminal("check", case, "--pack", tiny)
    assert ESCAPE.sub("", written) == run("check", case, "--pack", tiny).stdout


def test_errors_on_a_terminal_are_coloured(broken: str, run: Run, tiny: str) -> None:
    written = on_a_terminal("check", broken, "--pack", tiny)
    assert "\x1b[1;31merror[unknown-field]\x1b[0m" in written
    assert ESCAPE.sub("", written) == run("check", broken, "--pack", tiny).stderr


def test_no_color_gives_no_escape_codes_on_a_terminal(case: str, broken: str, run: Run, tiny: str) -> None:
    for path in (case, broken):
        assert "\x1b" not in on_a_terminal("check", path, "--pack", tiny, NO_COLOR="1")


def test_a_file_gets_no_escape_codes(case: str, broken: str, run: Run, tiny: str) -> None:
    for path in (case, broken):
        done = zanger("check", path, "--pack", tiny, TERM="xterm-256color")
        assert "\x1b" not in done.stdout + done.stderr
        assert done.stdout + done.stderr != ""


def test_a_title_does_not_steer_a_real_terminal(run: Run, tiny: str, tmp_path: Path) -> None:
    text = 'title: "\\e[2Jcleared\\e]0;named\\a"\npack: tiny\nas_of: 2001-06-01\n'
    (tmp_path / "evil.yaml").write_text(text, encoding="utf-8")
    written = ESCAPE.sub("", on_a_terminal("check", "evil.yaml", "--pack", tiny))
    assert written.splitlines()[0] == "\ufffd[2Jcleared\ufffd]0;named\ufffd"
