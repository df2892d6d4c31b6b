import subprocess
import sys
import threading

import pytest

from graph import ExportError
from graph.core.claims import claimed

HOLDER = """
import sys, time
from pathlib import Path
from graph.core.claims import claimed
with claimed(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that has claimed a folder."""
    folder = tmp_path / "out"
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield folder, process
        process.kill()


def test_a_folder_is_claimed_by_one_process_until_that_ends(holder):
    folder, process = holder
    with (
        pytest.raises(ExportError, match="another process is writing to") as caught,
        claimed(folder),
    ):
        pass
    assert "wait" in caught.value.hint
    assert folder.exists()
    process.kill()  # it has no time to tidy up
    process.wait()
    with claimed(folder):
        assert folder.exists()


def test_who_has_it_may_claim_it_again_and_other_threads_may_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused = []

    def try_it():
        try:
            with claimed(tmp_path / "out"):
                pass
        except ExportError as error:
            refused.append(str(error))

    with claimed(tmp_path / "out"):
        with claimed(tmp_path / "." / "out"):
            pass
        (tmp_path / "link").symlink_to("out")
        with claimed(tmp_path / "link"):
            pass
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    assert len(refused) == 1
    try_it()
    assert len(refused) == 1


def test_what_was_made_for_nothing_is_gone_and_what_holds_something_stays(tmp_path):
    with pytest.raises(ValueError, match="stop"), claimed(tmp_path / "out"):
        raise ValueError("stop")
    assert list(tmp_path.iterdir()) == []
    with claimed(tmp_path / "out"):
        (tmp_path / "out" / "file").touch()
    assert (tmp_path / "out" / "file").exists()


def test_where_there_can_be_no_folder_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "inner"):
        with pytest.raises(ExportError, match="cannot write to"), claimed(place):
            pass
