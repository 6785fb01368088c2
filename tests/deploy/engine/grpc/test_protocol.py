"""The completed protocol: what clients of 8.9 send survives, and pyzeebe's own stubs understand the answers."""

from __future__ import annotations

import subprocess
import sys

from pyzeebe.proto import gateway_pb2

from deploy.engine.grpc_api.protocol import gateway_protocol


def test_a_job_keeps_the_fields_that_the_shipped_stubs_lack() -> None:
    job = gateway_protocol().messages["ActivatedJob"]
    sent = job(key=7, kind="TASK_LISTENER", listenerEventType="COMPLETING", tags=["a"], userTask={"assignee": ""})
    read = job.FromString(sent.SerializeToString())
    assert (read.kind, read.listenerEventType, list(read.tags)) == (2, 2, ["a"])
    assert read.userTask.HasField("assignee")
    assert not read.userTask.HasField("action")


def test_the_numbers_are_those_on_the_wire() -> None:
    # Field 18, length-delimited: (18 << 3) | 2 = 146, as a varint 0x92 0x01.
    message = gateway_protocol().messages["ActivatedJob"](tags=["x"])
    assert message.SerializeToString() == b"\x92\x01\x01x"
    # tenantIds of a stream is field 6 in the published protocol: (6 << 3) | 2 = 50.
    assert gateway_protocol().messages["StreamActivatedJobsRequest"](tenantIds=["y"]).SerializeToString() == b"2\x01y"


def test_an_optional_field_is_absent_or_empty() -> None:
    request = gateway_protocol().messages["CompleteJobRequest"]
    assert not request(jobKey=1).HasField("result")
    corrected = request(jobKey=1, result={"corrections": {"candidateUsers": {}}})
    corrections = request.FromString(corrected.SerializeToString()).result.corrections
    assert corrections.HasField("candidateUsers")
    assert not corrections.HasField("candidateGroups")


def test_clients_with_the_shipped_stubs_read_the_answers() -> None:
    ours = gateway_protocol().messages["ActivateJobsResponse"](jobs=[{"key": 5, "type": "t", "kind": 1}])
    theirs = gateway_pb2.ActivateJobsResponse.FromString(ours.SerializeToString())
    assert (theirs.jobs[0].key, theirs.jobs[0].type) == (5, "t")


def test_every_call_of_the_service_is_known() -> None:
    names = {rpc.name: rpc.streams for rpc in gateway_protocol().rpcs}
    assert names["ActivateJobs"] is True
    assert names["StreamActivatedJobs"] is True
    assert names["CompleteJob"] is False
    assert len(names) >= 21


def test_a_server_does_not_import_the_client() -> None:
    script = (
        "import sys; from deploy.engine.grpc_api.protocol import gateway_protocol; gateway_protocol(); "
        "print([name for name in sys.modules if name.split('.')[0] == 'pyzeebe'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
