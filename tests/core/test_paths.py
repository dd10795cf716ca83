import subprocess
import sys

from cnn_desktop.core import paths


def test_everything_of_the_user_lies_in_the_users_folders(user_folders):
    for place in (
        paths.runs_folder(),
        paths.samples_folder(),
        paths.settings_file(),
        paths.cache_folder(),
        paths.log_folder(),
    ):
        assert place.is_relative_to(user_folders)
        assert not place.exists()  # asking creates nothing


def test_runs_and_samples_lie_where_people_look():
    assert paths.runs_folder().parts[-2:] == ("CNN Desktop", "runs")
    assert paths.samples_folder().parent == paths.runs_folder().parent


def test_resources_are_found_from_anywhere(tmp_path):
    assert paths.resource().is_dir()
    program = "from cnn_desktop.core import paths; print(paths.resource().is_dir())"
    answer = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout == "True\n"
