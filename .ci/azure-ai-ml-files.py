"""Attaches computes on local-azure with the Python client of Azure ML, each from a compute file.

Usage: azure-ai-ml-files.py VARIABLES.json FILE …, as `node local-azure/serve.ts SCENARIO --env VARIABLES.json` writes it.
"""

import json
import os
import sys

with open(sys.argv[1], encoding="utf-8") as variables:
    os.environ.update(json.load(variables))

from azure.ai.ml import MLClient, load_compute  # noqa: E402  (the cloud is read from the environment when imported)
from azure.identity import ClientSecretCredential  # noqa: E402

credential = ClientSecretCredential(
    os.environ["AZURE_TENANT_ID"],
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    authority=os.environ["AZURE_AUTHORITY_HOST"],
    disable_instance_discovery=True,
)
client = MLClient(credential, os.environ["SUBSCRIPTION_ID"], "rg-ml", "ml-prod", cloud="LocalAzure")

attaching = {file: client.compute.begin_create_or_update(load_compute(source=file)) for file in sys.argv[2:]}
for file, poller in attaching.items():
    assert poller.result().provisioning_state == "Succeeded", file
    print(f"attached from {file}")
