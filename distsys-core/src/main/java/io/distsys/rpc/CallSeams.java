package io.distsys.rpc;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.MessageObserver.Sending;
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
 * @param observer sees the calls
 */
record CallSeams(Messenger messenger, Cluster cluster, KeyOwners keyOwners, Codec codec, MonotonicClock clock,
		Executor userExecutor, BooleanSupplier mustNotBlock, CallPolicy policy, MessageObserver observer) {

	CallSeams {
		observer = MessageObserver.guarded(observer);
	}

	/** Begin to observe a call. */
	Sending observeCall(ServiceMethod method) {
		return this.observer.send(operation(Kind.SERVICE_CALL, method));
	}

	private static Operation operation(Kind kind, ServiceMethod method) {
		return new Operation(kind, method.service(), method.method().getName());
	}

	/** Cast to some nodes, and say to which it was handed over. */
	Set<NodeId> cast(ServiceMethod method, EncodedInvocation encoded, Collection<NodeId> nodes) {
		return this.observer.send(operation(Kind.SERVICE_CAST, method), (context) -> {
			byte[] payload = encoded.with(context).toBytes();
			return nodes.stream()
				.filter((node) -> this.messenger.cast(node, Lane.BULK, method.address(), payload))
				.collect(Collectors.toUnmodifiableSet());
		});
	}

}
