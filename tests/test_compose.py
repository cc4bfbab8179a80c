"""The compose file: what it publishes, and that its commands and files exist. Docker itself is not needed."""

import shlex

import pytest
import yaml
from distributed.cli.dask_scheduler import main as scheduler
from distributed.cli.dask_worker import main as worker

from core.catalog import ROOT
from core.runs import settings

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_only_the_balancer_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["balancer"]
    assert COMPOSE["networks"]["cluster"]["internal"]
    assert SERVICES["scheduler"]["networks"] == SERVICES["worker"]["networks"] == ["cluster"]


def test_web_scheduler_and_workers_are_one_image_with_the_same_settings_and_data():
    parts = [SERVICES[name] for name in ("web", "scheduler", "worker")]
    for key in ("image", "build", "env_file", "volumes", "restart"):
        assert len({str(part[key]) for part in parts}) == 1, key
    assert all("localhost" in part["healthcheck"]["test"][-1] for part in parts)
    assert "-r requirements-cluster.txt" in DOCKERFILE
    assert "\nUSER app\n" in DOCKERFILE


@pytest.mark.parametrize(("name", "command"), [("scheduler", scheduler), ("worker", worker)])
def test_dask_knows_the_options(name, command):
    called = shlex.split(SERVICES[name]["command"])
    assert called[:2] == ["dask", name]
    given = command.make_context(name, called[2:]).params
    if name == "worker":
        assert (given["nthreads"], given["scheduler"]) == (1, SERVICES["web"]["environment"]["NBB_SCHEDULER"])
    else:
        assert f":{given['port']}" in SERVICES["web"]["environment"]["NBB_SCHEDULER"]


def test_its_settings_are_in_the_table():
    named = {name for name in SERVICES["web"]["environment"] if name.startswith("NBB_")}
    assert named <= {setting.name for setting in settings.SETTINGS}
