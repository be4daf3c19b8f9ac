"""Converts the executed notebooks of a folder to pages that need neither a network nor a server.

Arguments: the folder, the base folder of relative images, and as JSON, for each notebook by name, the places of
the cells that show the outcome of a prediction.
"""

import html
import json
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

import nbformat
import plotly
from jupyterlab_pygments import JupyterStyle
from nbconvert import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.preprocessors import Preprocessor
from pygments.formatters import HtmlFormatter

PLOTLY = "application/vnd.plotly.v1+json"
here = Path(__file__).parent


def script_json(value):
    """A value as JSON for a script element of HTML, which no text in it can end or change."""
    text = json.dumps(value)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


class Figures(Preprocessor):
    """Replaces Plotly figures by elements that the page's copy of plotly.js draws."""

    def preprocess_cell(self, cell, resources, index):
        for number, output in enumerate(cell.get("outputs", [])):
            figure = output.get("data", {}).get(PLOTLY)
            if figure is None:
                continue
            resources["figures"] = True
            name = f"figure-{index}-{number}"
            height = figure.get("layout", {}).get("height")
            height = height if isinstance(height, (int, float)) else 450
            parts = [figure.get("data", []), figure.get("layout", {}), figure.get("config", {})]
            text = ", ".join(script_json(part) for part in parts)
            output["data"] = nbformat.NotebookNode({
                "text/html": f'<div id="{name}" class="figure" style="height: {height}px"></div>'
                f'<script>drawFigure("{name}", {text});</script>'
            })
        return cell, resources


class Predictions(Preprocessor):
    """Marks the cells that show the outcome of a prediction."""

    def preprocess_cell(self, cell, resources, index):
        if index in resources["predicted"]:
            cell.metadata["predicted"] = True
        return cell, resources


class Links(Preprocessor):
    """Links to notebooks and texts with a page lead there; links to the project's files become plain text."""

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "markdown":
            cell.source = re.sub(
                r"(?<!!)\[([^\]]*)\]\(((?!\w+:|#)[^)\s]+)\)",
                lambda match: self.link(match[1], match[2]),
                cell.source,
            )
            if "$" in cell.source or "\\begin" in cell.source:
                resources["math"] = True
        return cell, resources

    def link(self, words, target):
        path, _, place = target.partition("#")
        stem = Path(path).stem
        if path.endswith((".ipynb", ".md")) and stem in self.pages:
            return f"[{words}]({quote(stem)}.html{'#' + place if place else ''})"
        if path.startswith("exercises/") and "solutions" in self.pages:
            return f"[{words}](solutions.html#{quote(stem)})"
        return words


def opening(notebook):
    """The title and the first paragraph of a notebook."""
    text = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    blocks = [block.strip() for block in text.split("\n\n")]
    title = next((b[2:].splitlines()[0] for b in blocks if b.startswith("# ")), "")
    lead = next((b for b in blocks if b and not b.startswith("#")), "")
    lead = re.sub(r"^\*\*[^*]+\*\*\s*", "", lead)
    plain = re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", lambda match: match[1] or "", lead)
    return title.strip(), " ".join(plain.split())


def assets(folder):
    """Writes the files that all pages share."""
    folder.mkdir(exist_ok=True)
    shutil.copyfile(Path(plotly.__file__).parent / "package_data/plotly.min.js", folder / "plotly.min.js")
    lab = next(
        Path(path) / "lab" / "static"
        for path in TemplateExporter().template_paths + HTMLExporter().template_paths
        if (Path(path) / "lab" / "static").exists()
    )
    light = (lab / "theme-light.css").read_text("utf8")
    dark = (lab / "theme-dark.css").read_text("utf8")
    style = (lab / "index.css").read_text("utf8")
    code = HtmlFormatter(style=JupyterStyle).get_style_defs(".highlight")
    text = f"{style}\n{code}\n{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    (folder / "notebook.css").write_text(text, "utf8")
    for name in ["page.css", "page.js"]:
        shutil.copyfile(here / "template" / name, folder / name)


def main(folder, images, predicted):
    names = sorted(path.stem for path in folder.glob("*.ipynb"))
    notebooks = {name: nbformat.read(folder / f"{name}.ipynb", as_version=4) for name in names}
    chapters = []
    for name in names:
        title, lead = opening(notebooks[name])
        chapters.append(dict(name=name, href=quote(name) + ".html", title=title or name, lead=lead))
    assets(folder / "assets")
    Links.pages = names
    exporter = HTMLExporter(
        template_name="template",
        extra_template_basedirs=[str(here)],
        preprocessors=[Predictions, Figures, Links],
        embed_images=True,
    )
    for i, chapter in enumerate(chapters):
        resources = {
            "metadata": {"name": chapter["name"], "path": str(images)},
            "chapter": chapter,
            "predicted": predicted.get(chapter["name"], []),
            "before": chapters[i - 1] if i > 0 else None,
            "after": chapters[i + 1] if i + 1 < len(chapters) else None,
        }
        body, _ = exporter.from_notebook_node(notebooks[chapter["name"]], resources)
        (folder / f"{chapter['name']}.html").write_text(body, "utf8")
    contents = exporter.environment.get_template("contents.html.j2")
    train = (folder / "train.html").exists()
    text = contents.render(chapters=chapters, train=train, escape=html.escape)
    (folder / "index.html").write_text(text, "utf8")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3]))
    except OSError as error:
        sys.exit(f'cannot write "{error.filename or sys.argv[1]}": {error.strerror}')
