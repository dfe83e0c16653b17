package io.distsys.worker;

import io.distsys.messaging.Messenger;

/**
 * What the copies of worker states stand on.
 *
 * @param store the copies on this node
 * @param peers the nodes that keep the others
 * @param messenger the way to them
 */
record Replicas(ReplicaStore store, ReplicaPeers peers, Messenger messenger) {

}
