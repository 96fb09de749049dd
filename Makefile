# make demo    execute the lesson and write build/demo.html
# make test    check the code's format, then run the tests
# make slow    run the tests that take long, which make test leaves out
# make lab     open the lesson in JupyterLab
# make colab   write each notebook as one file, with its helpers inside
# make page    write build/page.html, the page on which curves are drawn
# make site    write the notebooks and the living page as a website, build/site/index.html
# make notebook, make figures, make kernels, make publish, make bench, make clean: CONTRIBUTING.md

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
SPHINX := .venv/sphinx
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: demo test slow lab colab page site notebook figures kernels publish bench clean

demo: $(READY)
	$(BIN)/python -m tools.notebook demo

test: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/oxlint --quiet --deny-warnings dae_helpers tests
	$(PYTEST) -m "not slow"

slow: $(READY)
	$(PYTEST) -m slow $(ARGS)

lab: $(READY)  # make lab ARGS="--no-browser --allow-root" on a server
	$(BIN)/jupyter lab $(ARGS) demo.ipynb

colab: $(READY)
	$(BIN)/python -m tools.colab

page: $(READY)
	$(BIN)/python -m tools.page

site: $(SPHINX)
	$(BIN)/python -m tools.site

notebook: $(READY)  # the notebooks again, with new outputs
	$(BIN)/python -m tools.notebook commit

figures: $(READY)  # the picture at the top of the README, and the still one in the page
	$(BIN)/python -m tools.figures
	$(BIN)/python -m tools.page picture

kernels: $(READY)  # dae_helpers/page/binary.js again, from kernels.c
	$(BIN)/python -m pip install --quiet ziglang==0.17.1
	$(BIN)/python -m tools.kernels

publish: $(READY)  # make publish REPOSITORY=https://github.com/OWNER/NAME
	$(BIN)/python -m tools.publish "$$REPOSITORY"
	touch $(READY)  # the address in pyproject.toml changes nothing that is installed

bench: $(READY)
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv .venv-* build *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("The lesson needs Python 3.11 or newer, and \
	$(PYTHON) is %d.%d. Name another one: make PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[test]"
	touch $(READY)

$(SPHINX): $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[site]"
	touch $(SPHINX)
