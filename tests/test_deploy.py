"""The files for servers say what the site can do, and nothing that it cannot."""

import copy
import re
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

from clock.commands import JobCommand

pytestmark = pytest.mark.any_database

DEPLOY = Path(settings.BASE_DIR) / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
OPERATIONS = (Path(settings.BASE_DIR) / "docs" / "operations.md").read_text()


def programs(text):
    """Return (program in the checkout, arguments) of what units or lines of cron run."""
    return [(name, rest.split()) for name, rest in re.findall(r"/srv/site/code/(script/\w+) ?([^\n]*)", text)]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_a_service_runs_is_there_and_takes_its_arguments(unit):
    found = programs("\n".join(line for line in unit.read_text().splitlines() if line.startswith("ExecStart")))
    assert found
    for program, arguments in found:
        assert (Path(settings.BASE_DIR) / program).stat().st_mode & 0o111
        if program == "script/manage":
            command = load_command_class(get_commands()[arguments[0]], arguments[0])
            command.create_parser("manage.py", arguments[0]).parse_args(arguments[1:])


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_may_write_to_the_data_and_the_backups_alone_and_is_nobody_special(unit):
    text = unit.read_text()
    (writable,) = re.findall(r"^ReadWritePaths=(.*)$", text, re.MULTILINE)
    # The clock within it makes the backups, where deploy/install says that they go; “-”: if the folder is there.
    folders = re.search(r"CODE, DATA, BACKUPS = .*", (DEPLOY / "install").read_text())[0]
    assert [folder.removeprefix("-") for folder in writable.split()] == re.findall(r'Path\("(.*?)"\)', folders)[1:]
    for line in ("User=site", "ProtectSystem=strict", "NoNewPrivileges=yes", "PrivateTmp=yes", "UMask=0077"):
        assert line in text.splitlines()


def test_a_timer_of_before_the_site_had_its_own_clock_finds_its_command():
    """Servers that were set up with version 1.0.0 have timers of their own."""
    kept = OPERATIONS.partition("Timers of the server that run")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", kept))
    assert named >= {"publish_scheduled", "backup", "clearsessions", "daily", "search_check", "make_picture_sizes"}
    for name in named - {"script/manage"}:
        assert isinstance(load_command_class(get_commands()[name], name), JobCommand)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd's own tool is not on this machine")
def test_systemd_understands_the_units(tmp_path):
    """Their paths are those of a server: here they lead to this checkout."""
    for unit in UNITS:
        text = unit.read_text().replace("/srv/site/code", str(settings.BASE_DIR)).replace("/srv/site/data", "/tmp")
        (tmp_path / unit.name).write_text(text.replace("User=site", "User=root"))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / unit.name for unit in UNITS)],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )
    ours = [line for line in checked.stderr.splitlines() if any(unit.name in line for unit in UNITS)]
    assert ours == []


def test_the_container_is_built_in_two_stages_and_runs_without_rights():
    stages = DOCKERFILE.split("\nFROM ")[1:]
    assert len(stages) == 2
    last = stages[-1]
    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "/health/ready/" in last
    # A site refuses names that are not its own.
    assert "'Host': urlsplit(os.environ.get('SITE_ADDRESS'" in last
    for source in re.findall(r"^COPY (?!--from)(\S.*) \S+$", DOCKERFILE, re.MULTILINE):
        assert all((Path(settings.BASE_DIR) / name).exists() for name in source.split())


def test_the_packages_of_a_container_are_found_where_its_python_is(tmp_path):
    """As in the last stage: the environment is elsewhere than the data, and nothing is installed again."""
    venv = tmp_path / "packages" / "venv"
    subprocess.run(["python3", "-m", "venv", "--without-pip", venv], check=True)
    code = (
        "import sys; sys.path.insert(0, 'script'); import environment; from pathlib import Path\n"
        "(Path(sys.prefix) / 'installed-requirements.txt').write_text(environment._digest('requirements.txt'))\n"
        "print(environment.ensure_packages('requirements.txt'))"
    )
    env = {"DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [venv / "bin" / "python", "-c", code], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(venv / "bin" / "python"), done.stderr
    assert not (tmp_path / "data" / "venv").exists()


def test_compose_takes_what_the_container_needs_and_gives_it_nothing_else():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    site = services["site"]
    assert (DEPLOY / site["build"]["context"] / site["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert site["read_only"] is True
    assert site["cap_drop"] == ["ALL"]
    assert "ports" not in site
    assert "./Caddyfile:/etc/caddy/Caddyfile:ro" in services["caddy"]["volumes"]


KUBERNETES = sorted((DEPLOY / "kubernetes").iterdir())
RESOURCES = [resource for file in KUBERNETES for resource in yaml.safe_load_all(file.read_text())]


def of_kind(kind):
    return [resource for resource in RESOURCES if resource["kind"] == kind]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: f"{r['kind']} {r['metadata']['name']}")
def test_kubernetes_understands_what_it_is_given(resource):
    kubernetes_validate.validate(resource, "1.34", strict=True)


def test_a_slip_in_a_manifest_would_be_noticed():
    wrong = copy.deepcopy(of_kind("Deployment")[0])
    wrong["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, "1.34", strict=True)


def test_on_kubernetes_too_nobody_is_special_and_one_is_always_there():
    templates = [resource["spec"]["template"]["spec"] for resource in of_kind("Deployment")]
    for template in templates:
        assert template["securityContext"]["runAsNonRoot"] is True
        (container,) = template["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]
    site = next(resource for resource in of_kind("Deployment") if resource["metadata"]["name"] == "site")
    assert site["spec"]["replicas"] >= 2
    assert site["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    (container,) = site["spec"]["template"]["spec"]["containers"]
    assert container["livenessProbe"]["httpGet"]["path"] == "/health/live/"
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready/"
    # What one of them keeps in a folder of its own ends with it.
    assert "--from-literal=BACKUP_FOLDER=s3://" in (DEPLOY / "kubernetes" / "site.yaml").read_text()
    assert of_kind("PodDisruptionBudget")[0]["spec"]["minAvailable"] >= 1
    assert of_kind("HorizontalPodAutoscaler")[0]["spec"]["maxReplicas"] > 2
