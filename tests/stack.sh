#!/usr/bin/env bash
# The notebooks, their widgets and their figures on another stack than the project's own, in an environment of its own.
#   tests/stack.sh colab    Google Colab's versions: tests/colab-constraints.txt
#   tests/stack.sh lowest   the lower bounds of pyproject.toml, with torch as available
# PYTHON=python3.12 tests/stack.sh colab chooses the Python.
set -euo pipefail
cd "$(dirname "$0")/.."
env=.venv-$1
case $1 in
    # The further notebooks are long: each stack executes some of them.
    colab) constraints=$(cat tests/colab-constraints.txt) && notebooks="not family and not closer_look" extra=pictures ;;
    # ipywidgets 7 and ipykernel 7 don't go together: the former is as old as ipykernel 6.17.
    lowest) constraints=$(python3 -m tools.lowest && echo "ipykernel==6.17.1") && notebooks="demo or family or closer_look" extra=family ;;
    *) sed -n '2,5s/^# //p' "$0" && exit 2 ;;
esac
if [[ pyproject.toml -nt $env/ready || tests/colab-constraints.txt -nt $env/ready ]]; then
    "${PYTHON:-python3}" -m venv --clear "$env"
    echo "$constraints" >"$env/constraints.txt"
    # matplotlib before 3.10.1 calls functions that pyparsing 3.3 declares old, and here a warning is an error,
    # and so do scikit-learn before 1.7 and SciPy 1.16.
    "$env/bin/python" -m pip install --quiet --no-compile --constraint "$env/constraints.txt" \
        torch==2.13.0 "pyparsing<3.3" "scipy<1.16" --editable ".[notebook,$extra]" pytest hypothesis math-core
    touch "$env/ready"
fi
export OMP_NUM_THREADS=1
failed=0
"$env/bin/python" -m pytest -p no:cacheprovider tests/test_notebook.py -k "$notebooks" || failed=1
# What meets widgets, figures or scikit-learn; the rest needs torch alone, which is the same here.
"$env/bin/python" -m pytest -p no:cacheprovider -m "not slow" -k "not random_settings and not rankings" \
    --ignore-glob '*_browser.py' tests/test_{explorers,plots}.py tests/{stage,lesson,new_points,closer_look,codes,images,family,pictures} || failed=1
exit $failed
