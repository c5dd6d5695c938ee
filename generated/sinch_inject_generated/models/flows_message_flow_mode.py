from typing import Literal

FlowsMessageFlowMode = Literal["draft", "published"]

FLOWS_MESSAGE_FLOW_MODE_VALUES: set[FlowsMessageFlowMode] = {
    "draft",
    "published",
}


def check_flows_message_flow_mode(value: str) -> FlowsMessageFlowMode:
    if value in FLOWS_MESSAGE_FLOW_MODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {FLOWS_MESSAGE_FLOW_MODE_VALUES!r}"
    )
