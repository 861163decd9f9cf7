"""Data of one's own in a real browser: files of any name, a refused text, a sample, and names of any signs."""

import re
from urllib.parse import urlencode

from nnviz.datasets import OwnData
from nnviz.run.settings import Settings, from_params, to_params
from tests.browser.conftest import plain, settle, shoot, step_of

PARAMS = "() => Object.fromEntries(new URL(location).searchParams)"
GOOD = "length,width,kind\n1.5,3,a\n2,1,b\n3.5,0,b\n0,4,a\n2.5,2,b\n1,1,a\n"
BAD = "x1,x2,c\n-1.0,-1.0,a\n-0.26,0.06\n0.48,-0.88,b\n"
NASTY = ("a[0]", 'say "x"', "größe.in.µm", "$cost_*2*", "it's {x}", "<b>bold</b>", "%{x} \\u")


class Panel:
    """The panel of own data."""

    def __init__(self, page):
        self.page = page
        page.get_by_text("More pictures, your own data, share and keep").click()
        self.more = page.locator(".st-key-more")
        self.more.get_by_role("radio", name="Your own data").click()
        settle(page)

    def source(self, name):
        self.more.get_by_role("radio", name=name).click()
        settle(self.page)

    def paste(self, text):
        self.source("Pasted text")
        field = self.more.get_by_role("textbox", name="Table")
        field.fill(text)
        field.press("Control+Enter")
        settle(self.page)

    def upload(self, path):
        with self.page.expect_response(lambda response: response.request.method == "PUT"):
            self.more.locator("input[type=file]").set_input_files(path)
        self.page.wait_for_timeout(500)
        settle(self.page)

    @property
    def use(self):
        return self.more.get_by_role("button", name="Use these data")

    def used(self):
        self.use.click()
        self.page.get_by_text("Built anew").first.wait_for()
        settle(self.page)
        settings, problems = from_params(self.page.evaluate(PARAMS))
        assert not problems
        return settings

    def alert(self):
        found = self.more.locator("[data-testid=stAlert]")
        found.first.wait_for()
        return found.first.inner_text()


def test_files_of_any_ending_are_read_and_used_refused_in_words_and_taken_away(open_page, tmp_path):
    panel = Panel(open_page(plain()))
    a_file_of_text_is_read_whatever_its_ending(panel, tmp_path)
    a_refused_file_or_text_leaves_nothing_to_use_and_the_same_again_is_read_again(panel, tmp_path)
    panel.source("A file")
    a_file_that_is_taken_away_is_gone(panel, tmp_path)


def a_file_of_text_is_read_whatever_its_ending(panel, tmp_path):
    page = panel.page
    for i, name in enumerate(("iris.data", "housing.dat", "votes.arff", "table", "t.CSV")):
        path = tmp_path / name
        path.write_text(GOOD.replace("length", f"length{i}"))  # no file's table is that of another
        panel.upload(path)
        former = page.evaluate(PARAMS).get("own")
        panel.use.click()
        page.wait_for_function(f"(former) => (({PARAMS})().own ?? null) !== former", arg=former)
        settle(page)
        settings, problems = from_params(page.evaluate(PARAMS))
        assert not problems, (name, problems)
        assert (settings.own.inputs, len(settings.own.X)) == ((f"length{i}", "width"), 6), name


def a_refused_file_or_text_leaves_nothing_to_use_and_the_same_again_is_read_again(panel, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(GOOD)
    bad.write_bytes(b"PK\x03\x04 no table")
    panel.upload(good)
    assert panel.use.count() == 1
    panel.upload(bad)
    said = panel.alert()
    assert "\n" not in said.strip() and said.strip().count(". ") <= 1
    assert panel.use.count() == 0
    panel.upload(good)
    assert panel.use.count() == 1 and panel.more.locator("[data-testid=stAlert]").count() == 0
    panel.paste(BAD)
    assert "Line 3" in panel.alert() and panel.use.count() == 0
    shoot(panel.page, "own-refused")
    panel.more.get_by_role("button", name="Show the table before").click()
    settle(panel.page)
    assert "Line 3" in panel.alert()
    assert panel.used().own.inputs == ("length", "width")
    panel.paste(GOOD)
    assert panel.use.count() == 1
    panel.paste(BAD)
    assert "Line 3" in panel.alert() and panel.use.count() == 0


def a_file_that_is_taken_away_is_gone(panel, tmp_path):
    path = tmp_path / "good.csv"
    path.write_text(GOOD)
    panel.upload(path)
    panel.more.locator("[data-testid=stFileChipDeleteBtn] button, button[data-testid=stFileChipDeleteBtn]").click()
    panel.use.wait_for(state="detached")
    again = tmp_path / "again.csv"
    again.write_text(GOOD)
    panel.upload(again)
    panel.use.wait_for()
    # It is still there when the panel comes back.
    panel.source("Scores")
    panel.use.wait_for(state="detached")
    panel.source("Your own data")
    panel.more.get_by_text("Still here: again.csv").wait_for()
    panel.use.wait_for()


def test_texts_become_inputs_and_two_classes_two_outputs(open_page):
    page = open_page(plain())
    panel = Panel(page)
    rows = "\n".join(f"{i},{'male' if i % 3 else 'female'},{20 + i},{'yes' if i % 2 else 'no'}" for i in range(1, 21))
    panel.paste(f"id,sex,age,alive\n{rows}\n")
    panel.more.get_by_role("button", name="Use it").last.scroll_into_view_if_needed()
    panel.more.get_by_text("it becomes “sex = male”").wait_for()
    row = panel.more.locator("[data-testid=stHorizontalBlock]").filter(has_text="sex = male").last
    row.get_by_role("button", name="Use it").click()
    settle(page)
    panel.more.get_by_text("two outputs, softmax").click()
    settle(page)
    shoot(page, "own-choices")
    settings = panel.used()
    assert "sex = male" in settings.own.inputs and "id" not in settings.own.inputs
    assert (settings.output, settings.loss, settings.own.one_per_class) == ("softmax", "cross_entropy", True)
    page.locator(".st-key-transport").scroll_into_view_if_needed()
    page.locator(".st-key-transport").get_by_role("button", name=re.compile("^Step")).click()
    page.wait_for_selector("[data-step='1']")
    assert step_of(page) == 1
    shoot(page, "own-two-outputs")


def test_names_of_any_signs_are_chosen_and_drawn(open_page):
    rows = [[i, (i * i) % 7, (i * 5) % 4] for i in range(1, 13)]
    own = OwnData(
        X=rows, inputs=NASTY[:3], values=[[i, -i / 3] for i in range(12)], target=NASTY[3:5], target_scaling="none"
    )
    settings = Settings(dataset="own", own=own, output="identity", eta=0.001)
    page = open_page(plain("?" + urlencode({**to_params(settings), "step": "12", "output_shown": "2"})))
    page.get_by_role("combobox", name="Output shown").click()
    for name in NASTY[3:5]:
        assert page.get_by_role("option", name=name, exact=True).count() == 1
    page.keyboard.press("Escape")
    page.get_by_text("3-D", exact=True).first.click()
    page.locator(".js-plotly-plot canvas").first.wait_for(state="attached", timeout=30_000)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("(scheme) => window.nnviz.players.get('page').theme === scheme", arg=scheme)
        settle(page)
        shoot(page, f"own-names-{scheme}")
