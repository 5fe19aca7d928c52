"""The catalog: a value that holds bundles, from the package, from a program, from installed packages."""

import pickle
from importlib.metadata import EntryPoint

import attrs
import pytest
from hebei import HEBEI

import sxbundle as sx
from sxbundle import catalog as module


def test_it_holds_the_six_and_they_are_the_public_names():
    assert list(sx.CATALOG.bundles.values()) == [
        sx.HIRE,
        sx.SEPARATION,
        sx.INSTITUTION_HIRE,
        sx.RETIREMENT,
        sx.RETIREE_DEATH,
        sx.WORK_DEATH,
    ]
    assert sx.BUNDLES is sx.CATALOG.bundles
    assert sx.CATALOG.bundle(sx.HIRE) is sx.HIRE
    with pytest.raises(TypeError):
        sx.CATALOG.bundles["hire"] = sx.HIRE


def test_another_bundle_makes_another_catalog():
    both = sx.CATALOG.with_bundle(HEBEI)
    assert [*both.bundles] == [*sx.CATALOG.bundles, HEBEI.key]
    assert HEBEI.key not in sx.CATALOG.bundles
    with pytest.raises(KeyError):
        sx.CATALOG.bundle(HEBEI)
    renamed = attrs.evolve(HEBEI, title="改名")
    assert both.with_bundle(renamed).bundles[HEBEI.key].title == "改名"
    assert [*both.with_bundle(renamed).bundles] == [*both.bundles]
    with pytest.raises(sx.DeclarationError, match="每个键只能有一个"):
        sx.Catalog((HEBEI, renamed))


def test_it_goes_to_another_process():
    there = pickle.loads(pickle.dumps(sx.CATALOG.with_codes("leading_post", {"2": "试用"})))
    rule = there.bundles["institution_hire"].select("职工参保登记").plan
    assert "2.试用" in rule.column("institution_enrolment.leading_post").rule.hint().choices


def installed(monkeypatch, *points):
    def entry_points(*, group):
        return [EntryPoint(name, value, group) for name, value in points]

    monkeypatch.setattr("importlib.metadata.entry_points", entry_points)
    return sx.CATALOG.with_installed()


def test_installed_packages_bring_bundles_only_when_asked(monkeypatch):
    catalog = installed(monkeypatch, ("hebei", "hebei:HEBEI"))
    assert catalog.bundles["hebei_join"].title == HEBEI.title
    assert "hebei_join" not in sx.CATALOG.bundles


@pytest.mark.parametrize(
    ("value", "because"),
    [
        ("hebei:NOTHING", "AttributeError"),
        ("no_such_package:X", "ModuleNotFoundError"),
        ("hebei:JOIN", "Item 不是 Bundle"),
        ("sxbundle.bundles:HIRE", "已有打包事项“hire”"),
    ],
)
def test_what_a_package_does_wrong_is_said_of_it(monkeypatch, value, because):
    with pytest.raises(sx.DeclarationError, match=because) as caught:
        installed(monkeypatch, ("theirs", value))
    assert value in str(caught.value)


def test_nothing_in_the_package_holds_a_catalog_that_changes():
    assert isinstance(module.CATALOG, sx.Catalog)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        sx.CATALOG.declared = ()
