"""Attaches, shows, lists and detaches a Kubernetes compute on local-azure with the Python client of Azure ML.

Usage: azure-ai-ml.py VARIABLES.json, as `node local-azure/serve.ts SCENARIO --env VARIABLES.json` writes it.
"""

import json
import os
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    os.environ.update(json.load(file))

from azure.ai.ml import MLClient  # noqa: E402  (the cloud is read from the environment when it is imported)
from azure.ai.ml.entities import KubernetesCompute  # noqa: E402
from azure.core.exceptions import ResourceNotFoundError  # noqa: E402
from azure.identity import ClientSecretCredential  # noqa: E402

subscription, cluster = os.environ["SUBSCRIPTION_ID"], os.environ["CLUSTER_ID"]
credential = ClientSecretCredential(
    os.environ["AZURE_TENANT_ID"],
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    authority=os.environ["AZURE_AUTHORITY_HOST"],
    disable_instance_discovery=True,
)
client = MLClient(credential, subscription, "rg-ml", "ml-prod", cloud="LocalAzure")

declared = KubernetesCompute(name="gpu", resource_id=cluster, namespace="ml-jobs")
attached = client.compute.begin_create_or_update(declared).result()
assert attached.provisioning_state == "Succeeded", attached

shown = client.compute.get("gpu")
assert (shown.type, shown.namespace, shown.resource_id) == ("kubernetes", "ml-jobs", cluster), shown
print(f"attached and shown: {shown.name}, namespace {shown.namespace}, {shown.provisioning_state}")

names = [compute.name for compute in client.compute.list()]
assert names == ["gpu"], names
print(f"listed: {names}")

client.compute.begin_delete("gpu", action="Detach").wait()
try:
    client.compute.get("gpu")
except ResourceNotFoundError:
    print("detached")
else:
    sys.exit("The compute is still there.")
