"""`train --plan`."""

from __future__ import annotations

import json
import re


def test_a_plan_tells_time_and_memory_and_keeps_no_run(run, shapes, tmp_path):
    settings = ("--architecture", "lenet5", "--precision", "float32", "--epochs", "2", "--runs", tmp_path / "runs")
    answer = run("train", shapes, "--plan", "--json", *settings)
    plan = json.loads(answer.out.splitlines()[-1])
    assert (answer.code, plan["event"], plan["epochs"], plan["precision"]) == (0, "plan", 2, "float32")
    assert plan["seconds"] > plan["epoch_seconds"] > 0
    assert not (tmp_path / "runs").exists()
    said = run("train", shapes, "--plan", *settings)
    assert re.search(r"^About \d+ s at most: 2 epochs of [\d.]+ s$", said.out, re.MULTILINE)
    assert run("train", "--resume", tmp_path, "--plan").code == 2
