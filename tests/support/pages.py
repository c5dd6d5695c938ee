"""Documentation pages in the form of Sinch's, in words of our own.

``INJECT`` describes the operation as the contract has it; ``SHELVES`` is of another API, with
everything that a page of this form can have, and its contract beside it.
"""

from __future__ import annotations

from typing import Any

import yaml

from support.requests import SENDER

__all__ = ["INJECT", "SHELVES", "SHELVES_CONTRACT", "flattened"]


def flattened(page: str) -> str:
    """Return a page as one line."""
    return " ".join(page.split())


ERROR = """
  - `error` (object)

  - `error.code` (integer)

  - `error.details` (array)

  - `error.details.type_url` (string)

  - `error.details.value` (string)

  - `error.message` (string)

  - `error.status` (string)
"""

INJECT = f"""\
# Put a message in

Puts a message into one conversation.

Endpoint: POST /v1/projects/{{project_id}}/conversations/{{conversation_id}}:inject-message
Version: 1.0
Security: Basic, oAuth2

## Path parameters:

  - `project_id` (string, required)
    Which project.

  - `conversation_id` (string, required)
    Which conversation.

## Request fields (application/json):

  - `channel_identity` (object, required)
    Whom it is to.

  - `channel_identity.identity` (string, required)
    How the channel knows them.
On a telephone, by number.

  - `channel_identity.channel` (string, required)
    Which channel.
    Enum: "WHATSAPP", "RCS", "SMS", "MESSENGER", "VIBERBM", "MMS", "INSTAGRAM", "TELEGRAM", \
"KAKAOTALK", "KAKAOTALKCHAT", "LINE", "WECHAT", "APPLEBC"

  - `channel_identity.app_id` (string)
    Needed on Messenger, Instagram, LINE, and WeChat.

  - `contact_id` (string, required)
    Which contact.

  - `direction` (string, required)
    To whom.
    Enum: "TO_APP", "TO_CONTACT"

  - `accept_time` (string, required)
    When. It is less than current_time and greater than (current_time - 30 days)

  - `conversation_id` (string)
    Which conversation.

  - `{SENDER}` (string)
    Whom it was sent to.

  - `processing_mode` (string)
    How it is kept, see [Modes](https://example.com/modes/).
    Enum: "CONVERSATION", "DISPATCH"

  - `metadata` (string)
    Anything. Up to 1024 characters long.

## Response 400 fields (application/json):
{ERROR}
## Response 403 fields (application/json):
{ERROR}
## Response 500 fields (application/json):
{ERROR}
## Response 501 fields (application/json):
{ERROR}
## Response 200 fields
"""

SHELVES = """\
# Look along a shelf

Lists the books of a shelf.

Endpoint: GET /shelves/{shelf}/books
Version: 2.1
Security: key

## Path parameters:

  - `shelf` (string, required)
    Which shelf.
    Example: "north"

## Query parameters:

  - `size` (integer)
    How many books. Maximum value is 50
    Default: 10
    Example: 20

  - `order` (string)
    In which order:
     - `TITLE` (the usual one)
     - `YEAR` (the newest first)
    Enum: "TITLE", "YEAR"
    Default: "TITLE"

## Header parameters:

  - `X-Reader` (string)
    Who looks.

## Response 200 fields (application/json):

  - `books` (array)
    At most 50 items.

  - `books.title` (string)
    Example: "The \\"Blue\\" Door, or: 3, 4"

  - `books.cover` (any)
    A picture or a colour.

## Response 404 fields (application/json):

  - `reason` (string)
"""

SHELVES_CONTRACT: dict[str, Any] = yaml.safe_load(
    """
openapi: 3.1.0
info: {title: Shelves, version: "2.1"}
security: [{key: []}]
paths:
  /shelves/{shelf}/books:
    get:
      parameters:
        - {name: shelf, in: path, required: true, schema: {type: string}}
        - {name: size, in: query, schema: {type: integer, maximum: 50, default: 10}}
        - {name: order, in: query, schema: {$ref: "#/components/schemas/Order"}}
        - {name: X-Reader, in: header, schema: {type: string}}
      responses:
        "200":
          description: Books.
          content: {application/json: {schema: {$ref: "#/components/schemas/Books"}}}
        "404":
          description: No such shelf.
          content: {application/json: {schema: {properties: {reason: {type: string}}}}}
        "418":
          description: Seen once.
          x-source: assumed
components:
  schemas:
    Order: {type: string, enum: [TITLE, YEAR], default: TITLE}
    Books:
      type: object
      properties:
        books: {type: array, maxItems: 50, items: {$ref: "#/components/schemas/Book"}}
    Book:
      type: object
      properties:
        title: {type: string}
        cover:
          oneOf:
            - {type: object, properties: {url: {type: string}}}
            - {type: string}
        shelf_mark: {type: string, x-source: assumed}
        again: {$ref: "#/components/schemas/Book", x-source: assumed}
"""
)
