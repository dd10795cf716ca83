"""Who trains together, as it is typed and as schedulers set it."""

import json

import pytest

from cnn_desktop.core import cluster
from cnn_desktop.core.cluster import Cluster
from cnn_desktop.core.errors import UserError


def environment(**values) -> dict[str, str]:
    return {"TF_CONFIG": json.dumps(values)}


def test_addresses_are_read_as_they_are_typed():
    found = cluster.of_addresses("pc-a:2222, 192.168.1.20:2223,[::1]:2224", 1)
    assert found.addresses == ("pc-a:2222", "192.168.1.20:2223", "[::1]:2224")
    assert (found.port, found.is_first) == (2223, False)
    assert found.name_of(1) == "worker 1 (192.168.1.20:2223)"


@pytest.mark.parametrize(
    ("text", "index", "says"),
    [
        ("pc-a,pc-b", 0, "“pc-a” is no address"),
        ("pc-a:0,pc-b:1", 0, "“pc-a:0” is no address"),
        ("grpc://pc-a:1,pc-b:2", 0, "“grpc://pc-a:1” is no address"),
        ("pc-a:2222", 0, "One worker is no team"),
        ("pc-a:2222,pc-a:2222", 0, "named twice"),
        ("pc-a:2222,pc-b:2222", 2, "There is no worker 2 among 2"),
        ("pc-a:2222,pc-b:2222", -1, "There is no worker -1"),
    ],
)
def test_what_cannot_be_a_team_is_refused_in_a_sentence(text, index, says):
    with pytest.raises(UserError, match=says):
        cluster.of_addresses(text, index)


def test_a_scheduler_says_it_in_the_environment_and_its_chief_is_the_first():
    workers = {"worker": ["b:1", "c:1"], "chief": ["a:1"]}
    assert cluster.of_environment(environment(cluster=workers, task={"type": "worker", "index": 1})) == Cluster(
        ("a:1", "b:1", "c:1"), 2
    )
    assert cluster.of_environment(environment(cluster=workers, task={"type": "chief", "index": 0})) == Cluster(
        ("a:1", "b:1", "c:1"), 0
    )


def test_no_team_in_the_environment_is_none():
    alone = environment(cluster={"worker": ["a:1"]}, task={"type": "worker", "index": 0})
    assert [cluster.of_environment(one) for one in ({}, {"TF_CONFIG": ""}, {"TF_CONFIG": "{}"}, alone)] == [None] * 4


@pytest.mark.parametrize("said", ["{", "[]", '{"cluster": {"worker": ["a:1", "b:1"]}}', '{"cluster": {"worker": 3}}'])
def test_a_damaged_environment_is_told_with_what_it_should_be(said):
    with pytest.raises(UserError, match="TF_CONFIG cannot be understood") as told:
        cluster.of_environment({"TF_CONFIG": said})
    assert "HOST:PORT" in told.value.hint


def test_a_parameter_server_is_told_that_only_workers_train():
    with pytest.raises(UserError, match="“ps”"):
        cluster.of_environment(
            environment(cluster={"worker": ["a:1", "b:1"], "ps": ["c:1"]}, task={"type": "ps", "index": 0})
        )
