"""Files of one call: each taken or refused by itself, whichever thread decodes it."""

import io

import pytest
from PIL import Image

from sxbundle.errors import MaterialRefused
from sxbundle.procedure import received, received_all
from sxbundle.testing.scenario import picture


def photo(seed: int) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((300, 200 + seed), 60).save(stream, "JPEG", quality=95)
    return stream.getvalue()


@pytest.mark.parametrize("make", [photo, picture], ids=["large", "small"])
def test_answers_in_the_order_of_the_files(make):
    files = [make(seed) for seed in range(9)]
    files[4] = files[4][:-20] if make is picture else files[4][: len(files[4]) // 2]
    answers = received_all([io.BytesIO(file) for file in files])
    assert [isinstance(answer, MaterialRefused) for answer in answers] == [at == 4 for at in range(9)]
    assert [answer for answer in answers if not isinstance(answer, MaterialRefused)] == [
        received(file) for at, file in enumerate(files) if at != 4
    ]


def test_an_open_file_that_stands_twice(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo(0))
    with path.open("rb") as stream:
        one, other = received_all([stream, stream])
        assert one == other == received(path)
        assert stream.tell() == 0


def test_what_is_no_file():
    with pytest.raises(TypeError):
        received_all([photo(0), 3])
    assert received_all([]) == []
