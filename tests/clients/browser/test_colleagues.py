"""A colleague does the same at the same moment, between two pages that the client reads."""

from typing import Any

import pytest
from clients.browser.browser_office import BrowserOffice, Served

from sxbundle.clients.browser import BrowserHall
from sxbundle.clients.browser.upload_names import material_name
from sxbundle.testing.contract_base import signed_in
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture


@pytest.mark.slow
def test_a_photo_uploaded_between_two_pages_is_no_old_photo(office: BrowserOffice, served: Served) -> None:
    """办理进度 still says that the photo is lacking, 单位材料上传 shows it already."""
    scenario = hiring(1, on=DAY, items=("职工参保登记",))
    with office.hall.new_client() as colleague:
        colleague.sign_in(office.enterprise)
        filing = scenario.printed(colleague)
        pages, uploads = served.app, []

        async def first_a_colleague(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"].endswith("/materials") and not uploads:
                uploads.append(colleague.attach(filing, "declaration_photo", picture(3)))
                names = pages.app.state.pages.file_names  # as if it came through these pages
                names[filing, "", "declaration_photo"] = material_name(uploads[0].digest, picture(3))
            await pages(scope, receive, send)

        served.app = first_a_colleague
        with signed_in(office, office.enterprise) as hall:
            assert isinstance(hall, BrowserHall)
            attached = hall.attach(filing, "declaration_photo", picture(3))
    (first,) = uploads
    assert (first.new, attached.new) == (True, False)
    assert first.digest == attached.digest
