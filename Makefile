# 共建图谱 Gongjian. 两条命令：`make run` 运行，`make test` 测试。Two commands: run, test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= sqlite:///var/gongjian.db
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: run test check pytest bench train soak lock clean help

help: ## 列出命令 list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  \1\t/'

run: $(VENV)/run.stamp ## 安装、读入样例、计算测度、启动服务 install, ingest the samples, measure, serve
	@mkdir -p var
	$(BIN)/gongjian ingest samples --store "$(STORE)"
	$(BIN)/gongjian analyze --store "$(STORE)"
	@exec $(BIN)/gongjian serve --store "$(STORE)" --host "$(HOST)" --port "$(PORT)"

test: $(VENV)/dev.stamp check ## 备齐测试所需并运行全部测试 get what the tests need, run all checks and tests
	@bash tests/prepare.sh
	$(BIN)/python -m pytest -m "not slow"

check: $(VENV)/dev.stamp ## 静态检查 style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev.stamp ## 完整的性能与质量测量 full measurements of speed and quality
	$(BIN)/python -m pytest -m slow bench tests
	$(BIN)/python -m bench

train: $(VENV)/dev.stamp ## 重新训练读取的全部模型（约两小时） train all models of the reader anew (about two hours)
	$(BIN)/python -m pip install -q torch onnx && $(BIN)/python -m pip install -q --no-deps cutword==0.1.1
	$(BIN)/python -m bench.train_mentions --write
	$(BIN)/python -m bench.train_tagger --seeds 0 1 --write
	$(BIN)/python -m bench.train_roles --write
	$(BIN)/python -m bench.links train
	$(BIN)/python -m bench.report

soak: $(VENV)/dev.stamp ## 长时间运行的测试 long runs
	$(BIN)/python -m pytest -m slow tests

lock: $(VENV)/dev.stamp ## 重新锁定依赖 lock the dependencies anew
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header -q -o requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更高，可用 make PYTHON=python3.12 指定 / needs Python 3.11 or later" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	@test -f $(VENV)/dev.stamp || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

clean: ## 删除环境与缓存 remove the environment and caches
	rm -rf $(VENV) .cache var dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
