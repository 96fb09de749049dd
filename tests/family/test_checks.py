"""The exercises: solutions pass, known mistakes are named, and nothing that is handed in stops the check."""

import pytest

from dae_helpers.family import checks
from dae_helpers.stage.answers import plain
from dae_helpers.stage.verdict import verdict

MISTAKES = [
    pytest.param(exercise, mistake, example, id=f"{number}-{k}-{j}")
    for number, exercise in checks.EXERCISES.items()
    for k, mistake in enumerate(exercise.mistakes)
    for j, example in enumerate(mistake.examples)
]


@pytest.mark.parametrize("number", checks.EXERCISES)
def test_the_solution_passes_as_it_is_printed(number, capsys):
    checks.solution(number)
    space = {}
    exec(capsys.readouterr().out, space)
    exercise = checks.EXERCISES[number]
    right, words = verdict(exercise, space[exercise.worked.__name__])
    assert right, words


@pytest.mark.parametrize(("exercise", "mistake", "example"), MISTAKES)
def test_a_known_mistake_is_named(exercise, mistake, example):
    right, words = verdict(exercise, example)
    assert not right
    assert mistake.words in words
    assert "largest of" in words or "NaN or infinite" in words


@pytest.mark.parametrize("exercise", checks.EXERCISES.values(), ids=checks.EXERCISES)
def test_no_mistake_is_the_right_answer(exercise):
    right = [plain(exercise.worked(*given)) for given in exercise.trials()]
    assert exercise.passes(right)
    assert not any(mistake.made(right) for mistake in exercise.mistakes)


@pytest.mark.parametrize("number", checks.EXERCISES)
def test_what_is_not_attempted_is_not_judged_and_an_error_is_only_reported(number, capsys):
    checks.check(number, None)
    checks.check(number, lambda *_: 1 / 0)
    told = capsys.readouterr().out
    assert "not attempted" in told
    assert "ZeroDivisionError" in told


@pytest.mark.parametrize("number", checks.EXERCISES)
def test_hints_come_one_after_the_other(number, capsys):
    hints = checks.EXERCISES[number].hints
    for _ in range(len(hints) + 2):
        checks.hint(number)
    told = capsys.readouterr().out
    assert told.count(f"hint 1 of {len(hints)}") == 2


def test_an_exercise_that_is_not_there_is_refused():
    for ask in (checks.hint, checks.solution, lambda number: checks.check(number, None)):
        with pytest.raises(ValueError, match="number"):
            ask(9)
