from typing import Literal

FlowsMessageFlowAction = Literal["data_exchange", "navigate"]

FLOWS_MESSAGE_FLOW_ACTION_VALUES: set[FlowsMessageFlowAction] = {
    "data_exchange",
    "navigate",
}


def check_flows_message_flow_action(value: str) -> FlowsMessageFlowAction:
    if value in FLOWS_MESSAGE_FLOW_ACTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {FLOWS_MESSAGE_FLOW_ACTION_VALUES!r}"
    )
