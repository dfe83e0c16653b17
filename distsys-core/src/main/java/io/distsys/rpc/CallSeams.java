package io.distsys.rpc;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.distsys.cluster.Cluster;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Messenger;
import io.distsys.time.MonotonicClock;

/**
 * What calls of services are made with.
 *
 * @param messenger sends them
 * @param cluster has the nodes
 * @param keyOwners knows who has the data of a key
 * @param codec encodes arguments and results
 * @param clock measures timeouts
 * @param userExecutor runs what goes on after an answer
 * @param mustNotBlock whether the calling thread is one that must not be blocked
 * @param policy says how often, and whether at all
 */
record CallSeams(Messenger messenger, Cluster cluster, KeyOwners keyOwners, Codec codec, MonotonicClock clock,
		Executor userExecutor, BooleanSupplier mustNotBlock, CallPolicy policy) {

}
