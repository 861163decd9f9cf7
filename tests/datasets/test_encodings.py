"""Tables in other encodings than UTF-8, short as pasted ones are: each is read in the one that it was written in."""

import pytest

from nnviz.datasets.reader import read

CENTRAL, WESTERN = "cp1250 iso8859-2", "cp1252 mac-roman"
TABLES = [
    ("wzrost,płeć\n170,mężczyzna\n160,kobieta\n", CENTRAL),
    ("długość,gatunek\n1,wiśnia\n3,żółty\n", CENTRAL),
    ("výška,věk,pohlaví\n1,2,muž\n3,4,žena\n", CENTRAL),
    ("magasság,súly,nő\n1,2,igen\n2,3,gyümölcs\n", CENTRAL),
    ("înălţime,vârstă\n1,bărbat\n2,femeie\n", CENTRAL),
    ("visina,težina,vrsta\n1,2,šljiva\n2,3,kruška\n3,4,ljiljan žuti čađ\n", CENTRAL),
    ("yaş,ağırlık,cinsiyet\n1,2,Kadın\n2,3,Erkek\n", "cp1254"),
    ("hæð,þyngd\n1,já\n2,nei\n", "cp1252"),
    ("größe,b\n1,2\n3,4\n", WESTERN),
    ("hauteur,âge,élevé\n1,2,très\n2,3,peu\n", WESTERN),
    ("altura,tamaño,año\n1,2,niño\n2,3,niña\n", WESTERN),
    ("ação,regiões\n1,2\n3,4\n", WESTERN),
    ("població,índex,país\n1,2,Barcelonès\n2,3,Segrià\n", "cp1252"),
    ("høyde,år,kjønn\n1,2,nei\n", "cp1252"),
    ("längd,kön,år\n1,man,2\n2,kvinna,3\n", WESTERN),
    ("t in °C,V in m³,d in µm,£\n1,2,3,4\n5,6,7,8\n", "cp1252"),
    ("l’eau,été,œuf\n1,2,3\n5,6,7\n", "cp1252"),
    ("Größe,Ørsted,niño,ação\n1,2,3,4\n5,6,7,8\n", "cp1252"),
    ("рост,вес,пол\n1,2,муж\n3,4,жен\n", "cp1251 koi8-r"),
    ("ύψος,βάρος,φύλο\n1,2,άνδρας\n2,3,γυναίκα\n", "cp1253"),
    ("性别,x\n男,1\n女,2\n", "gb18030"),
    ("x,y,类\n1,2,甲\n1,3,乙\n", "gb18030"),
    ("城市,人口\n重庆,1\n武汉,2\n", "gb18030"),
    ("身長,種類\n1.5,甲です\n2.5,乙です\n", "euc-jp shift-jis"),
    ("名前,値\nりんご,1\nみかん,2\n", "euc-jp shift-jis"),
    ("性別,身長\n男,1\n女,2\n", "euc-jp shift-jis"),
    ("성별,키\n남,1\n여,2\n", "euc-kr"),
    ("이름,몸무게\n철수,1\n영희,2\n", "euc-kr"),
    ("身高,類別\n1.5,甲類\n2.5,乙類\n", "big5"),
    ("性別,x\n男,1\n女,2\n", "big5"),
]


@pytest.mark.parametrize(("text", "encoding"), [(text, one) for text, several in TABLES for one in several.split()])
def test_a_short_table_is_read_in_its_encoding(text, encoding):
    found = read(text.encode(encoding))
    assert found.table.names == tuple(text.split("\n")[0].split(","))
    assert found.table.rows == tuple(tuple(line.split(",")) for line in text.strip().split("\n")[1:])
    assert "The text is no UTF-8 and is read as" in found.notes[0]
    assert read(text.encode(encoding), found.choices).table.rows == found.table.rows


def test_letters_far_down_are_looked_at():
    text = "x,kind\n" + "1,a\n" * 9_000 + "2,żółty\n3,płeć\n"
    assert read(text.encode("cp1250")).table.rows[-2:] == (("2", "żółty"), ("3", "płeć"))
