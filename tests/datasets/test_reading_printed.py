"""Tables as programs print them, and as word processors, wikis and spreadsheets dress them: each is read rightly.

Most of them are one small table in another dress, and each names the sentence that tells what was done to it.
"""

import pytest

from nnviz.datasets import DataError
from nnviz.datasets.reader import AS_WRITTEN, Choices, read, to_csv

ROWS = (("1.5", "2", "a"), ("2.5", "3", "b"), ("3.5", "1", "a"))
BODY = "1.5,2,a\n2.5,3,b\n3.5,1,a\n"
BOX = "│ 1.5 ┆ 2 ┆ a │\n│ 2.5 ┆ 3 ┆ b │\n"
ONE, TWO, THREE = "1.5 2.5 a", "2.5 3.5 b", "0.5 1.5 a"
LEFT_OUT = "dots for rows that were left out"

PRINTED = {
    "pandas, with its size": (
        f"     x    y  c\n0  {ONE}\n1  {TWO}\n2  {THREE}\n\n[3 rows x 3 columns]\n",
        "size of the table",
    ),
    "pandas, cut": (
        f"     x    y  c\n0  {ONE}\n1  {TWO}\n..  ...  ... ..\n9  {THREE}\n\n[10 rows x 3 columns]\n",
        LEFT_OUT,
    ),
    "pandas, columns left out": (
        "     x    y  ... c\n0  1.5  2.5  ... a\n1  2.5  3.5  ... b\n9  0.5  1.5  ... a\n",
        "Column “...” is set aside: dots for columns",
    ),
    "a tibble": (
        f"# A tibble: 3 × 3\n      x     y c\n  <dbl> <dbl> <chr>\n1   {ONE}\n2   {TWO}\n3   {THREE}\n",
        "Line 3 is set aside: the types of the columns",
    ),
    "data.table": (
        f"       x     y      c\n   <num> <num> <char>\n1:   {ONE}\n2:   {TWO}\n3:   {THREE}\n",
        "Line 2 is set aside: the types of the columns",
    ),
    "Stata": (
        "     +-----------+\n     | x   y   c |\n     |-----------|\n"
        f"  1. | {ONE} |\n  2. | {TWO} |\n  3. | {THREE} |\n     +-----------+\n",
        "a line of the drawing",
    ),
}


@pytest.mark.parametrize("name", PRINTED)
def test_a_frame_that_a_program_printed(name):
    text, word = PRINTED[name]
    found = read(text)
    assert found.table.names == ("column 1", "x", "y", "c")
    assert [row[1:] for row in found.table.rows] == [tuple(row.split()) for row in (ONE, TWO, THREE)]
    assert found.table.counting == {"column 1"}
    assert word in "\n".join(found.notes)
    _again(text, found)


THE_SAME = {
    "Oracle": ("x y c\n---- --- -\n1.5 2 a\n2.5 3 b\n3.5 1 a\n\n3 rows selected.\n", "size of the table"),
    "MySQL": ("x\ty\tc\n1.5\t2\ta\n2.5\t3\tb\n3.5\t1\ta\n3 rows in set (0.00 sec)\n", "size of the table"),
    "a count below": ("x,y,c\n" + BODY + "3 records\n", "size of the table"),
    "dots below": ("x,y,c\n" + BODY + "...\n", LEFT_OUT),
    "types below the names": ("x,y,c\nfloat64,int64,object\n" + BODY, "Line 2 is set aside: the types"),
    "Orange's three lines": (
        "x\ty\tc\nc\tc\td\n\t\tclass\n" + BODY.replace(",", "\t"),
        "Line 3 is set aside: the roles of the columns",
    ),
    "two lines of units": ("x,y,c\ncm,cm,\n(mean),(mean),\n" + BODY, "Lines 2 and 3 are set aside: the units"),
    "LaTeX": ("x & y & c \\\\ \\hline\n1.5 & 2 & a \\\\\n2.5 & 3 & b \\\\\n3.5 & 1 & a \\\\\n", "rows of LaTeX"),
    "LaTeX, decimal commas": (
        "x & y & c \\\\\n1{,}5 & 2 & a \\\\\n2{,}5 & 3 & b \\\\\n3{,}5 & 1 & a \\\\\n",
        "rows of LaTeX",
    ),
    "LaTeX, whole": (
        "\\begin{tabular}{lll}\n\\toprule\n$x$ & \\textbf{y} & c \\\\\n\\midrule\n1.5 & 2 & a \\\\\n2.5 & 3 & b \\\\\n"
        "3.5 & 1 & a \\\\\n\\bottomrule\n\\end{tabular}\n",
        "Lines 1 and 9 are set aside: a command of LaTeX",
    ),
    "ampersands": ("x & y & c\n1.5 & 2 & a\n2.5 & 3 & b\n3.5 & 1 & a\n", "separated by &"),
    "Wikipedia": (
        '{| class="wikitable"\n! x !! y !! c\n|-\n| 1.5 || style="color:red" | 2 || [[A|a]]\n|-\n| 2.5 || 3 || b\n|-\n'
        "| 3.5\n| 1<ref>so</ref>\n| '''a'''\n|}\n",
        "a wiki’s table",
    ),
    "Jira": ("||x||y||c||\n|1.5|2|a|\n|2.5|3|b|\n|3.5|1|a|\n", "a wiki’s table"),
    "a log": ("x=1.5 y=2 c=a\nx=2.5 y=3 c=b\nx=3.5 y=1 c=a\n", "names and their values"),
    "a log with colons": ("x: 1.5, y: 2, c: a\nx: 2.5, y: 3, c: b\nx: 3.5, y: 1, c: a\n", "names and their values"),
    "a quoted mail": ("> x,y,c\n> " + BODY.strip().replace("\n", "\n> ") + "\n", "quoted mail"),
    "Excel's equals signs": ('x,y,c\n="1.5",2,a\n"=""2.5""",3,b\n="3.5",1,a\n', 'Excel’s ="…"'),
    "Excel's apostrophes": ("x,y,c\n'1.5,2,a\n'2.5,3,b\n'3.5,1,a\n", "An apostrophe before a number"),
    "curly quotes": ("“x”,“y”,“c”\n“1.5”,“2”,“a”\n“2.5”,“3”,“b”\n“3.5”,“1”,“a”\n", "Typographic quotation marks"),
    "guillemets": ("x,y,c\n«1.5»,2,a\n«2.5»,3,b\n«3.5»,1,a\n", "Typographic quotation marks"),
    "low quotes": ("x;y;c\n„1,5“;2;a\n„2,5“;3;b\n„3,5“;1;a\n", "Typographic quotation marks"),
    "wide commas": ("x，y，c\n" + BODY.replace(",", "，"), "Wide commas"),
    "unseen signs": ("x,y,c\n" + BODY.replace("2.5", "\u200b2.5\ufeff"), "Signs without width"),
    "lines of Unicode": (("x,y,c\n" + BODY).replace("\n", "\u2028"), "Unusual signs for the end of a line"),
    "comments at the ends": ("x,y,c # names\n1.5,2,a # one\n2.5,3,b # two\n3.5,1,a # three\n", "behind # at the end"),
    "names by other signs": ("x,y,c\n" + BODY.replace(",", ";"), "names in line 1 are separated by commas"),
    "names by blanks": ("x y c\n" + BODY, "names in line 1 are separated by blanks"),
    "a separator too many behind the names": ("x,y,c,\n" + BODY, "Empty cells too many"),
    "a head filled up": ("Station,123,\nLatitude,50.1,\nx,y,c\n" + BODY, "Lines 1 and 2 are set aside: a title"),
    "polars": (
        "shape: (3, 3)\n┌─────┬─────┬─────┐\n│ x   ┆ y   ┆ c   │\n│ --- ┆ --- ┆ --- │\n│ f64 ┆ i64 ┆ str │\n"
        f"╞═════╪═════╪═════╡\n{BOX}│ …   ┆ …   ┆ …   │\n│ 3.5 ┆ 1   ┆ a   │\n└─────┴─────┴─────┘\n",
        "Line 5 is set aside: the types of the columns",
    ),
    "subtotals": ("x,y,c\n1.5,2,a\n2.5,3,b\nTotal,5,\n3.5,1,a\n", "Line 4 is set aside: a total"),
}


@pytest.mark.parametrize("name", THE_SAME)
def test_the_same_table_as_a_program_shows_it(name):
    text, word = THE_SAME[name]
    found = read(text)
    assert (found.table.names, found.table.rows) == (("x", "y", "c"), ROWS)
    assert found.table.numeric == ("x", "y")
    assert word in "\n".join(found.notes)
    _again(text, found)


@pytest.mark.parametrize(
    "text",
    [
        "{{1,2,0},{3,4,1},{5,6,0}}\n",
        "{{1, 2, 0},\n {3, 4, 1},\n {5, 6, 0}};\n",
        "double data[3][3] = {\n  {1.0f, 2, 0},\n  {3, 4, 1},\n  {5, 6, 0}\n};\n",
        "const data = [[1, 2, 0], [3, 4, 1], [5, 6, 0]];\n",
        "(1, 2, 0),\n(3, 4, 1),\n(5, 6, 0)\n",
        "{1, 2, 0},\n{3, 4, 1},\n{5, 6, 0}\n",
        "A = [1 2 0\n3 4 1\n5 6 0];\n",
        "A =\n\n     1     2     0\n     3     4     1\n     5     6     0\n",
    ],
)
def test_arrays_of_other_languages(text):
    table = read(text).table
    assert [[float(cell) for cell in row] for row in table.rows] == [[1, 2, 0], [3, 4, 1], [5, 6, 0]]
    assert table.names == ("column 1", "column 2", "column 3")


@pytest.mark.parametrize(
    ("text", "names", "word"),
    [
        ("sepal length  sepal width  kind\n1.0           2.0          a\n3.0           4.0          b\n", "", "place"),
        (
            "sepal length  sepal width  kind\n" + "1.0           2.0          a\n3.0           4.0          b\n" * 9,
            "",
            "separated by two blanks or more",
        ),
        ("Sepal,Sepal,kind\nlength,width,\n1,2,a\n2,3,b\n3,1,a\n", "Sepal length/Sepal width/kind", "Lines 1 and 2"),
        (",Sepal,,y\nid,length,width,\n1,2,3,4\n2,3,4,5\n", "id/Sepal length/Sepal width/y", "Lines 1 and 2 are both"),
        ("     x    y\nid\n1  1.5  2.5\n2  2.5  3.5\n", "id/x/y", "Line 2 holds the name of the first column alone"),
        ("a,b,c\n5,1,3,5,setosa\n4,9,3,0,other\n", "column 1/column 2/column 3/column 4/column 5", "3 names, where"),
        ("x,y\n1.5,2,a\n2.5,3,b\n", "column 1/x/y", "Line 1 has one cell less than the rows"),
        ("grÃ¶ÃŸe,b\n1,2\n3,4\n", "größe/b", "encoded twice"),
    ],
)
def test_names_are_found_and_what_was_done_is_said(text, names, word):
    found = read(text)
    assert found.table.names == tuple(names.split("/") if names else ("sepal length", "sepal width", "kind"))
    assert word in "\n".join(found.notes)
    _again(text, found)


@pytest.mark.parametrize(
    ("text", "cells", "word"),
    [
        ("x,y\nCHF 950.–,a\nCHF 12.50,b\nCHF 3.—,a\n", "950 12.50 3", "without cents"),
        ("x;y\n5,-;a\n12,-;b\n", "5 12", "without cents"),
        ("x,y\n1.5*,a\n0.7,b\n0.9**,a\n", "1.5 0.7 0.9", "without the sign of a footnote"),
        ('x,y\n"1,409,670[2]",a\n"404,910,000[note 1]",b\n', "1409670 404910000", "without the sign of a footnote"),
        ('x,y\n"$1,204.50",a\n$950.00,b\n', "1204.50 950.00", "“$1,204.50” is 1204.50"),
        ("x;y\n1,5E+03;a\n2,25E-02;b\n", "1.5e+03 2.25e-02", "1,5E+03 is 1.5e+03"),
        ("x;y\n1 204,50 zł;a\n950,00 zł;b\n", "1204.50 950.00", "without “zł”"),
        ('x,y\n"Rs. 1,204.50",a\nRs. 12,b\n', "1204.50 12", "without “Rs.”"),
        ("x,y\n1204円,a\n950円,b\n", "1204 950", "without “円”"),
        ("x;y\n1.204;a\n2.300;b\n3.405;a\n", "1.204 2.300 3.405", "“1.204” could be 1.204 or 1204"),
        ("x,y\n1,a\n#NV,b\n…,a\n2,b\n", "1   2", "stand for a missing cell"),
    ],
)
def test_cells_as_other_countries_and_programs_write_them(text, cells, word):
    found = read(text)
    assert found.table.column("x") == tuple(cells.split(" "))
    assert "x" in found.table.numeric
    assert word in "\n".join(found.notes)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("INSERT INTO t (x,y,c) VALUES\n(1,2,'a'),\n(3,4,'b'),\n(5,6,'a');\n", "SQL"),
        ("INSERT INTO `t`\n  (`x`, `y`)\nVALUES\n\t(1, 2),\n\t(3, 4);\n", "SQL"),
        ("-- a dump\n/* of\na table */\nCREATE TABLE t (x int, y int);\nINSERT INTO t VALUES (1,2);\n", "SQL"),
        ("VALUES (1,2,'a'),\n(3,4,'b'),\n(5,6,'a');\n", "SQL"),
        ("SELECT x, y FROM t;\n1,2\n3,4\n", "SQL"),
        ("[a]\nx = 1\ny = 2\n[b]\nx = 3\ny = 4\n", "a list of settings"),
        ("X = [1, 2, 3]\ny = [0, 1, 0]\n", "a program"),
        ("--- a/x.csv\n+++ b/x.csv\n@@ -1,3 +1,3 @@\n x,y,c\n-1,2,a\n+1,3,a\n 3,4,b\n", "two versions of a file"),
        ('{| class="w"\n! x !! colspan="2" | y\n|-\n| 1 || 2 || 3\n|}\n', "Line 2 is a wiki’s table with a cell over"),
        ("x & y \\\\\n\\multicolumn{2}{c}{a} \\\\\n1 & 2 \\\\\n", "Line 2 is LaTeX with a cell over several"),
        ("{| \n| a\n" + "b\n" * 2000, "longer than 2,000 signs"),
    ],
)
def test_what_is_no_table_is_named(text, word):
    with pytest.raises(DataError, match=word):
        read(text)


def test_printed_lines_can_be_brought_back_or_not_be_looked_for():
    text = "x,y\n1,2\n...,...\n3,4\n"
    assert read(text).choices.aside == (3,)
    assert len(read(text, Choices(aside=())).table.rows) == 3
    odd = 'x,y\n"“1”","=""2"""\n> 3,Ã¶\n'
    assert read(odd, AS_WRITTEN).table.rows == (("“1”", '="2"'), ("> 3", "Ã¶"))
    # A quotation mark behind a backslash is of its cell, and one that ends a cell that ends so is not.
    assert read('n,x\n"he said \\"hi\\"",1\n"b",2\n').table.rows[0] == ('he said "hi"', "1")
    assert read('n,x\n"C:\\a\\",1\n"C:\\b\\",2\n').table.rows[0] == ("C:\\a\\", "1")


def _again(text, found):
    """Reading it with what was decided gives the same table, and so does what it is written as."""
    again = read(text, found.choices).table
    assert (again.names, again.rows) == (found.table.names, found.table.rows)
    written = read(to_csv(found.table), AS_WRITTEN).table
    assert (written.names, written.rows) == (found.table.names, found.table.rows)
