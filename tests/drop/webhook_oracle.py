"""Signs as DROP's webhooks do, by Python's hmac: the oracle of webhook_test.

Reads lines "SECRET-HEX TIMESTAMP BODY-HEX" ("-" for an empty body) and answers each with its X-Webhook-Signature.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import hmac
import sys

for line in sys.stdin:
    secret, timestamp, body = line.split()
    message = timestamp.encode() + b"." + (b"" if body == "-" else bytes.fromhex(body))
    print("sha256=" + hmac.new(bytes.fromhex(secret), message, hashlib.sha256).hexdigest())
