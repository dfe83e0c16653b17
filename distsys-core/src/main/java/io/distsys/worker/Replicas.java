package io.distsys.worker;

import io.distsys.messaging.Messenger;

/**
 * What the copies of worker states stand on.
 *
 * @param store the copies on this node
 * @param peers the nodes that keep the others
 * @param messenger the way to them
 * @param lines the way that copies take
 */
record Replicas(ReplicaStore store, ReplicaPeers peers, Messenger messenger, CopyLines lines) {

}
