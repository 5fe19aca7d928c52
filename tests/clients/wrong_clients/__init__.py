"""Wrong clients: small mutations of a right one, each a mistake that somebody could make."""

from tests.clients.wrong_client import Mutation
from tests.clients.wrong_clients.answers import errors, fields
from tests.clients.wrong_clients.papers import materials, papers
from tests.clients.wrong_clients.sessions import references, sessions
from tests.clients.wrong_clients.staging import staging
from tests.clients.wrong_clients.submissions import lists, reviews, submissions

MUTATIONS: tuple[Mutation, ...] = (
    *references(),
    *sessions(),
    *staging(),
    *papers(),
    *materials(),
    *submissions(),
    *reviews(),
    *lists(),
    *errors(),
    *fields(),
)
"""All of them; each name is there once."""
