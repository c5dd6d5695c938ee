from typing import Literal

AgentType = Literal["BOT", "HUMAN", "UNKNOWN_AGENT_TYPE"]

AGENT_TYPE_VALUES: set[AgentType] = {
    "BOT",
    "HUMAN",
    "UNKNOWN_AGENT_TYPE",
}


def check_agent_type(value: str) -> AgentType:
    if value in AGENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AGENT_TYPE_VALUES!r}")
