"""python run_notebook.py NOTEBOOK [--write]: runs its cells in a kernel of this Python.

Prints two lists as JSON, an entry for each code cell: the text that is in the file, and that of this run. What goes to
stderr, as Spark's warnings and progress bars do, is left out. --write puts this run's outputs into the file.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import nbformat
from nbclient import NotebookClient

_CELL_SECONDS = 300


def main(path: str, write: bool) -> None:
    notebook = nbformat.read(path, as_version=4)
    before = texts(notebook)
    NotebookClient(notebook, timeout=_CELL_SECONDS, kernel_name="python3", record_timing=False).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
            cell.execution_count = None
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
    if write:
        notebook.metadata = {"kernelspec": notebook.metadata.kernelspec, "language_info": {"name": "python"}}
        nbformat.write(notebook, path)
    print(json.dumps({"file": before, "run": texts(notebook)}))


def texts(notebook: Any) -> list[str]:
    return ["".join(map(text, cell.outputs)) for cell in notebook.cells if cell.cell_type == "code"]


def text(output: Any) -> str:
    if output.output_type == "stream":
        return output.text
    return output.get("data", {}).get("text/plain", "")


if __name__ == "__main__":
    main(sys.argv[1], "--write" in sys.argv)
