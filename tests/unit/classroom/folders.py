"""Folders as a room hands them in: right, wrong, hostile and damaged notebooks."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ANSWERS = ROOT / "tests" / "checkers" / "answers"
CELLS = {"load_dashboard": "load-dashboard-answer", "settle": "settle-answer"}


def program(exercise, name):
    return (ANSWERS / exercise / f"{name}.py").read_text(encoding="utf-8")


def notebook(**answers):
    """A notebook whose answer cells hold these programs: {exercise: source}."""
    cells = [
        {
            "cell_type": "code",
            "id": CELLS.get(name, f"{name}-cell"),
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for name, source in answers.items()
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def hand_in(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
