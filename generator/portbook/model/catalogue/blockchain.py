"""Nodes of block chains, real and for development.

Their JSON-RPC answers POST alone, so most are asked by connecting.
"""

from __future__ import annotations

from portbook.model.catalogue.probes import CONNECT
from portbook.model.kinds import Kind, KindPort

__all__ = ["BLOCKCHAIN"]

BLOCKCHAIN: tuple[Kind, ...] = (
    Kind(
        "solana-validator",
        title="Solana test validator",
        role="blockchain",
        port=8899,
        container_port=8899,
        ports={"ws": KindPort(8900, "ws"), "faucet": KindPort(9900)},
        health="/health",
        source="https://solana.com/docs/rpc/http/gethealth",
    ),
    Kind(
        "ethereum-node",
        title="Ethereum node (geth)",
        role="blockchain",
        port=8545,
        container_port=8545,
        ports={"ws": KindPort(8546, "ws"), "p2p": KindPort(30303)},
        health="tcp",
        container_health=CONNECT,
        image="ethereum/client-go",
        source="https://geth.ethereum.org/docs/interacting-with-geth/rpc",
    ),
    Kind(
        "anvil",
        title="Anvil",
        role="blockchain",
        port=8545,
        container_port=8545,
        health="tcp",
        container_health=CONNECT,
        image="ghcr.io/foundry-rs/foundry",
        command=("anvil --host 0.0.0.0",),  # one word: the entry point is `sh -c`
        source="https://getfoundry.sh/anvil/reference/anvil/",
    ),
    Kind(
        "hardhat",
        title="Hardhat node",
        role="blockchain",
        port=8545,
        container_port=8545,
        health="tcp",
        source="https://hardhat.org/hardhat-network/docs/overview",
    ),
    Kind(
        "bitcoind",
        title="Bitcoin Core",
        role="blockchain",
        port=8332,
        container_port=8332,
        ports={"p2p": KindPort(8333)},
        health="tcp",
        source="https://bitcoincore.org/en/doc/",
    ),
    Kind(
        "ipfs",
        title="IPFS (Kubo)",
        role="blockchain",
        port=5001,
        container_port=5001,
        ports={"gateway": KindPort(8080, "http"), "swarm": KindPort(4001)},
        health="tcp",
        container_health="ipfs --api=/ip4/127.0.0.1/tcp/{self.port} id",
        image="ipfs/kubo",
        source="https://docs.ipfs.tech/install/run-ipfs-inside-docker/",
    ),
)
