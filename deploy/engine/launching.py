"""What each Java process of the engine is started with: command line, environment and configuration files."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from deploy.engine.distribution import Distribution
from deploy.engine.services import OPENSEARCH, WEBAPPS, ZEEBE, opensearch_url
from deploy.engine.settings import HOST, EngineSettings

_CLUSTER = "camunda"
_RECORD_PREFIX = "zeebe-record"
_RECORD_EXPORTER = "records"
_JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8")
"""A small heap and quick compilation: a stack for one person, where starting soon matters more than throughput."""


@dataclass(frozen=True)
class Launch:
    """How to start one process."""

    argv: tuple[str, ...]
    variables: Mapping[str, str]
    """Environment variables besides the inherited ones."""
    files: Mapping[Path, str]
    """Configuration files to write before the start."""

    @property
    def fingerprint(self) -> str:
        """Changes when the process would have to be started in another way."""
        files = {str(path): text for path, text in self.files.items()}
        content = json.dumps([self.argv, dict(self.variables), files], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def environment(self) -> dict[str, str]:
        """This process's environment, without what would configure somebody else's Camunda or Java."""
        foreign = ("CAMUNDA_", "ZEEBE_", "SPRING_", "OPERATE_", "TASKLIST_", "SERVER_", "MANAGEMENT_", "LOGGING_")
        java = {"JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"}
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(foreign) and name not in java
        }
        return {**inherited, **self.variables}


def launches(settings: EngineSettings, distribution: Distribution, controlled_clock: bool) -> dict[str, Launch]:
    """How to start each process of the wanted shape, by its name."""
    zeebe = _zeebe(settings, distribution, controlled_clock)
    if not settings.webapps:
        return {ZEEBE: zeebe}
    return {
        OPENSEARCH: _opensearch(settings, distribution),
        ZEEBE: zeebe,
        WEBAPPS: _webapps(settings, distribution),
    }


def record_log(settings: EngineSettings) -> Path:
    """Where the exporter `debug` writes each record as one JSON line."""
    return settings.data / "records.jsonl"


def _opensearch(settings: EngineSettings, distribution: Distribution) -> Launch:
    folder = settings.data / "opensearch"
    node = folder / "node_1"  # the runner numbers its nodes
    ports = settings.ports
    configuration = {
        "network.host": HOST,
        "transport.port": ports.opensearch_transport,
        # A second stack on this machine must not become a member of this one.
        "discovery.type": "single-node",
        # Percentages of a large disk would stop a small installation long before the disk is full.
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }
    argv = (
        str(distribution.java),
        *_heap(settings.heaps.opensearch),
        *_JVM,
        # The Java runtime has no Thai word breaker, without which OpenSearch refuses index templates.
        "-Djava.locale.providers=CLDR,SPI",
        f"-Djava.io.tmpdir={folder / 'tmp'}",
        "-cp",
        os.pathsep.join(map(str, distribution.opensearch)),
        "org.codelibs.opensearch.runner.OpenSearchRunner",
        *("-basePath", str(folder)),
        *("-numOfNode", "1"),
        *("-baseHttpPort", str(ports.opensearch - 1)),  # it adds the number of the node
        *("-clusterName", _CLUSTER),
        *("-indexStoreType", "fs"),
    )
    files = {
        node / "config" / "opensearch.yml": yaml.safe_dump(configuration),
        node / "config" / "log4j2.properties": _OPENSEARCH_LOGGING,
        folder / "tmp" / "README": "Temporary files of OpenSearch.\n",
    }
    return Launch(argv, {}, files)


def _zeebe(settings: EngineSettings, distribution: Distribution, controlled_clock: bool) -> Launch:
    ports = settings.ports
    broker: dict[str, Any] = {
        "network": {
            "host": HOST,
            "commandApi": {"port": ports.broker_command},
            "internalApi": {"port": ports.broker_internal},
        },
        "gateway": {"network": {"host": HOST, "port": ports.grpc}},
        "cluster": {"initialContactPoints": [f"{HOST}:{ports.broker_internal}"]},
        "data": {
            "directory": str(settings.data / "zeebe"),
            "logSegmentSize": "16MB",
            "disk": {"freeSpace": {"processing": "256MB", "replication": "128MB"}},
        },
        # By default calls are turned away as soon as one took 200 ms, down to one at a time; on a small machine that
        # is busy every call takes that long, and answers and polls would be refused while the engine has time left.
        "backpressure": {"aimd": {"requestTimeout": "1s", "minLimit": 16}},
        # 8.6.0 notes what it has asked itself to do (time out a job, end its back-off, fire a timer) after it may have
        # done it, when two threads work on that; then it never asks again until it is restarted (camunda/camunda
        # issue 29735, mended in March 2025). With one thread for both the note always comes first.
        "processing": {"enableAsyncScheduledTasks": False},
        "exporters": _exporters(settings),
    }
    configuration = {
        "server": {"address": HOST, "port": ports.rest},
        "management": {"server": {"address": HOST, "port": ports.broker_management}},
        "zeebe": {"broker": broker, "clock": {"controlled": controlled_clock}},
    }
    main = "io.camunda.application.StandaloneBroker"
    return _camunda(settings, distribution, ZEEBE, main, settings.heaps.zeebe, configuration, {})


def _exporters(settings: EngineSettings) -> dict[str, Any]:
    if settings.exporter == "opensearch":
        arguments = {
            "url": opensearch_url(settings),
            "bulk": {"delay": 1},
            "index": {"prefix": _RECORD_PREFIX, "numberOfShards": 1, "numberOfReplicas": 0},
        }
        name = "io.camunda.zeebe.exporter.opensearch.OpensearchExporter"
        return {"opensearch": {"className": name, "args": arguments}}
    if settings.exporter == "debug":
        name = "io.camunda.zeebe.broker.exporter.debug.DebugLogExporter"
        return {_RECORD_EXPORTER: {"className": name, "args": {"logLevel": "info", "prettyPrint": False}}}
    return {}


def _webapps(settings: EngineSettings, distribution: Distribution) -> Launch:
    ports = settings.ports
    url = opensearch_url(settings)
    database = {"clusterName": _CLUSTER, "url": url}
    application: dict[str, Any] = {
        "opensearch": {**database, "numberOfReplicas": 0},
        "zeebeOpensearch": {**database, "prefix": _RECORD_PREFIX},
        "csrfPreventionEnabled": False,
        "importer": {"readerBackoff": 500, "schedulerBackoff": 200},
    }
    gateway = {"gatewayAddress": f"{HOST}:{ports.grpc}"}
    configuration = {
        "server": {"address": HOST, "port": ports.web},
        "management": {"server": {"address": HOST, "port": ports.web_management}},
        # Without this it opens a cluster port that nobody uses, on every network interface.
        "zeebe": {"gateway": {"cluster": {"host": HOST, "advertisedHost": HOST, "port": ports.web_cluster}}},
        "camunda": {
            "operate": {**application, "zeebe": gateway},
            "tasklist": {
                **application,
                "zeebe": {**gateway, "restAddress": f"http://{HOST}:{ports.rest}"},
                # It wants OpenSearch's index management plugin, which is not among the pinned files.
                "archiverEnabled": False,
            },
        },
    }
    # These are read before the configuration file is.
    variables = {
        "SPRING_PROFILES_ACTIVE": "operate,tasklist,auth",
        "CAMUNDA_DATABASE_TYPE": "opensearch",
        "CAMUNDA_DATABASE_URL": url,
        "CAMUNDA_OPERATE_DATABASE": "opensearch",
        "CAMUNDA_TASKLIST_DATABASE": "opensearch",
    }
    main = "io.camunda.application.StandaloneCamunda"
    return _camunda(settings, distribution, WEBAPPS, main, settings.heaps.webapps, configuration, variables)


def _camunda(
    settings: EngineSettings,
    distribution: Distribution,
    name: str,
    main: str,
    heap: int,
    configuration: Mapping[str, Any],
    variables: Mapping[str, str],
) -> Launch:
    folder = settings.data / "config"
    application, logging = folder / f"{name}.yaml", folder / f"{name}-log4j2.xml"
    argv = (
        str(distribution.java),
        *_heap(heap),
        *_JVM,
        f"-Dlog4j2.configurationFile={logging}",
        f"-Dapp.home={settings.data}",
        f"-Dbasedir={settings.data}",
        "-cp",
        f"{distribution.camunda / 'config'}{os.pathsep}{distribution.camunda / 'lib' / '*'}",
        main,
    )
    environment = {
        "SPRING_CONFIG_ADDITIONAL_LOCATION": f"file:{application}",
        "LOGGING_CONFIG": str(logging),
        **variables,
    }
    files = {
        application: yaml.safe_dump(dict(configuration)),
        logging: _CAMUNDA_LOGGING.format(records=record_log(settings), exporter=_RECORD_EXPORTER),
    }
    return Launch(argv, environment, files)


def _heap(mebibytes: int) -> tuple[str, ...]:
    return f"-Xms{mebibytes // 4}m", f"-Xmx{mebibytes}m"


_OPENSEARCH_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
logger.deprecation.name = org.opensearch.deprecation
logger.deprecation.level = error
"""

_CAMUNDA_LOGGING = """\
<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="WARN" shutdownHook="disable">
  <Appenders>
    <Console name="Console" target="SYSTEM_OUT">
      <!-- While OpenSearch is away Tasklist reports it thousands of times a second; that would fill the disk. -->
      <BurstFilter level="FATAL" rate="20" maxBurst="2000"/>
      <PatternLayout pattern="%d{{yyyy-MM-dd HH:mm:ss.SSS}} [%t] %-5level %logger{{36}} - %msg%n%throwable{{30}}"/>
    </Console>
    <File name="Records" fileName="{records}" createOnDemand="true">
      <PatternLayout pattern="%msg%n" charset="UTF-8"/>
    </File>
  </Appenders>
  <Loggers>
    <Logger name="io.camunda.zeebe.broker.exporter.{exporter}" level="info" additivity="false">
      <AppenderRef ref="Records"/>
    </Logger>
    <Logger name="org.ehcache.core.EhcacheManager" level="warn"/>
    <!-- Twice a second each of them says that there are no records of its kind yet. -->
    <Logger name="io.camunda.tasklist.zeebeimport.os.RecordsReaderOpenSearch" level="error"/>
    <Logger name="io.camunda.operate.zeebeimport.opensearch.OpensearchRecordsReader" level="error"/>
    <Root level="info">
      <AppenderRef ref="Console"/>
    </Root>
  </Loggers>
</Configuration>
"""
