"""Wrong clients: small mutations of a right one, each a mistake that somebody could make."""

from tests.clients.wrong_client import Mutation
from tests.clients.wrong_clients.answers import errors, fields
from tests.clients.wrong_clients.papers import materials, papers
from tests.clients.wrong_clients.records import changed, held, records
from tests.clients.wrong_clients.sessions import references, sessions
from tests.clients.wrong_clients.staging import staging
from tests.clients.wrong_clients.submissions import lists, reviews, submissions
from tests.clients.wrong_clients.subtle import extra_calls, near, pages, times, words

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
    *times(),
    *words(),
    *near(),
    *pages(),
    *extra_calls(),
    *records(),
    *held(),
    *changed(),
)
"""All of them; each name is there once."""
