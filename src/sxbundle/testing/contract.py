"""The suite that every client passes. Give it an office and it runs.

::

    from sxbundle.testing.contract import HallContract

    class TestMyHall(HallContract):
        @pytest.fixture
        def office(self):
            office = MyOffice()          # see sxbundle.testing.office
            yield office
            office.close()

Each test needs a hall of its own. What the office does not offer is skipped and says so.
"""

from sxbundle.testing.contract_desk import DeskContract
from sxbundle.testing.contract_edges import EdgeContract
from sxbundle.testing.contract_files import FileContract
from sxbundle.testing.contract_offers import OfferContract
from sxbundle.testing.contract_records import RecordContract
from sxbundle.testing.contract_repeats import RepeatContract
from sxbundle.testing.contract_review import ReviewContract
from sxbundle.testing.contract_steps import StepContract


class HallContract(
    DeskContract,
    StepContract,
    FileContract,
    RepeatContract,
    ReviewContract,
    EdgeContract,
    OfferContract,
    RecordContract,
):
    """Every line of the contract: desk, steps, repetition, the office's answers, edges, offers, records."""
