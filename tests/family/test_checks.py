"""The exercises: solutions pass, known mistakes are named, and nothing that is handed in stops the check."""

import pytest

from dae_helpers.family import checks
from dae_helpers.stage.checking import answers, plain, verdict


@pytest.mark.parametrize("number", checks.EXERCISES)
def test_the_solution_passes_as_it_is_printed(number, capsys):
    checks.solution(number)
    space = {}
    exec(capsys.readouterr().out, space)
    exercise = checks.EXERCISES[number].EXERCISE
    assert verdict(exercise, space[exercise.right.__name__]).startswith("right. ")


@pytest.mark.parametrize("number", checks.EXERCISES)
def test_what_is_not_attempted_is_not_judged_and_an_error_is_only_reported(number, capsys):
    checks.check(number, lambda *_: None)
    checks.check(number, lambda *_: 1 / 0)
    checks.check(number, lambda first, *_: first.double()[:1])
    told = capsys.readouterr().out
    assert told.count("not yet.") == 2
    assert "not attempted" in told
    assert "ZeroDivisionError" in told


@pytest.mark.parametrize("number", checks.EXERCISES)
def test_every_mistake_is_another_one_than_the_right_answer_and_the_others(number):
    exercise = checks.EXERCISES[number].EXERCISE
    right = [plain(each) for each in answers(exercise.right, exercise.trials)]
    assert exercise.passes(right)
    assert not any(made(right) for _, made in exercise.mistakes)
    assert len({words for words, _ in exercise.mistakes}) == len(exercise.mistakes)


@pytest.mark.parametrize("number", checks.EXERCISES)
def test_hints_come_one_after_the_other(number, capsys):
    hints = checks.EXERCISES[number].HINTS
    for _ in range(len(hints) + 1):
        checks.hint(number)
    told = capsys.readouterr().out
    assert told.count(f"hint 1 of {len(hints)}") == 2


def test_an_exercise_that_is_not_there_is_refused():
    for ask in (checks.hint, checks.solution, lambda number: checks.check(number, None)):
        with pytest.raises(ValueError, match="number"):
            ask(9)
