"""A picture for every material that a filing may want."""

from pathlib import Path
from typing import Any

from sxbundle.schema import Level
from sxbundle.testing.scenario import Scenario, picture


def materials(scenario: Scenario, folder: Path) -> dict[str, Any]:
    """Written into `folder`, as `sx.file` takes them."""
    plan = scenario.selection.plan
    found: dict[str, Any] = {}
    for seed, one in enumerate(plan.all_materials):
        path = folder / f"{one.key}.png"
        path.write_bytes(picture(seed))
        personal = one.level is Level.PERSON
        found[one.key] = dict.fromkeys(map(str, scenario.people), path) if personal else path
    return found
