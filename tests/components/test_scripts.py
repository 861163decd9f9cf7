"""The browser's side without a browser: its own tests under Node, and how its modules are joined."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nnviz.components.modules import joined, script
from tests.conftest import missing

ROOT = Path(__file__).parents[2]
COMPONENTS = ("mount", "part", "reconnect", "link", "points", "alone", "playground", "engine")


@pytest.fixture(scope="module")
def node() -> str:
    path = shutil.which("node")
    if path is None:
        missing("no Node found: the tests of the page's JavaScript need version 20 or later")
    return str(path)


def test_the_modules_do_what_they_say(node):
    files = sorted(map(str, (ROOT / "tests" / "js").glob("*.test.js")))
    assert len(files) >= 6
    ran = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]


@pytest.mark.parametrize("name", COMPONENTS)
def test_each_script_is_one_module_that_needs_no_other(node, name, tmp_path):
    text = script(name)
    path = tmp_path / f"{name}.mjs"
    path.write_text(text, encoding="utf-8")
    code = f"const made = await import({str(path)!r}); if (typeof made.default !== 'function') throw Error('no mount')"
    window = "globalThis.window = {};"
    subprocess.run([node, "--input-type=module", "-e", window + code], check=True, timeout=60)
    assert not re.search(r"^import\b", text, re.MULTILINE)
    assert "</script" not in text.lower()  # in a page it would end there
    assert "@param" not in text and not re.search(r"^\s*(?://|/\*\*\n)", text, re.MULTILINE)


def test_the_page_gets_one_name_of_ours():
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "nnviz" / "components" / "js").glob("*.js")]
    assert len(texts) > 20
    assert sum("nnviz ??=" in text for text in texts) == 1
    assert not [text for text in texts if re.search(r"(?:window|globalThis)\.\w+ (?:\?\?)?= ", text)]


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def test_modules_are_joined_in_the_order_in_which_they_need_one_another(node, tmp_path):
    entry = write(
        tmp_path,
        main="import { twice as double, LIMIT } from './sums.js';\nimport { one } from './one.js';\n\n"
        "const hidden = 5;\n\nexport default function main() {\n  return [double(one), LIMIT, hidden];\n}\n",
        sums="/** Not told. */\nimport {\n  one,\n} from './one.js';\n\nconst hidden = 2;\n"
        "export const LIMIT = one + 9;\nexport function twice(x) {\n  return hidden * x;\n}\n",
        one="// One.\nexport const one = 1;\n",
    )
    text = joined(entry)
    assert text.count("one = 1") == 1 and "Not told" not in text
    path = tmp_path / "joined.mjs"
    path.write_text(text, encoding="utf-8")
    code = f"console.log(JSON.stringify((await import({str(path)!r})).default()))"
    ran = subprocess.run([node, "--input-type=module", "-e", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[2,10,5]"


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"main": "import { a } from './a.js';\nexport default function main() {}\n"}, "a.js, which is not there"),
        (
            {"main": "import { b } from './a.js';\nexport default function main() {}\n", "a": "export const a = 1;\n"},
            "main.js imports b from a.js",
        ),
        (
            {
                "main": "import { a } from './a.js';\nexport default function main() {}\n",
                "a": "import { b } from './b.js';\nexport const a = 1;\n",
                "b": "import { a } from './a.js';\nexport const b = 1;\n",
            },
            "a.js imports itself: main -> a -> b -> a",
        ),
        ({"main": "export const a = 1;\n"}, "main.js has no default export"),
        ({"main": "import a from './a.js';\nexport default function main() {}\n"}, "import a from"),
        ({"main": "import * as d3 from 'd3';\nexport default function main() {}\n"}, "more than the joining"),
        ({"main": "export default function main() {\n  return import('x');\n}\n"}, r"import\('x'\)"),
        (
            {"main": "import { a } from './a.js';\nexport default function main() {}\n", "a": "export { a };\n"},
            "main.js imports a from a.js|export { a }",
        ),
    ],
)
def test_what_cannot_be_joined_is_named(tmp_path, modules, message):
    with pytest.raises(ValueError, match=message):
        joined(write(tmp_path, **modules))
