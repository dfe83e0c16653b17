package io.distsys.benchmarks.node;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.Cluster;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.resilience.GuardFactory;
import io.distsys.resilience.ResilientCallPolicy;
import io.distsys.rpc.CallPolicy;
import io.distsys.rpc.ClusterServices;
import io.distsys.rpc.KeyOwners;
import io.distsys.rpc.RemoteServices;
import io.distsys.rpc.ServiceSettings;
import io.distsys.spring.ClusterThreads;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;

/**
 * Calls of a service on another node by proxies of its interface: as the application has
 * them, which is without Resilience4j here, and guarded as they are where that is there.
 */
class Services {

	private final Cluster cluster;

	private final HazelcastInstance hazelcast;

	private final RemoteServices plain;

	private final RemoteServices guarded;

	Services(Cluster cluster, HazelcastInstance hazelcast, RemoteServices plain, Messenger messenger,
			KeyOwners keyOwners, Codec codec, ClusterThreads threads, ServiceSettings settings) {
		this.cluster = cluster;
		this.hazelcast = hazelcast;
		this.plain = plain;
		CallPolicy policy = new ResilientCallPolicy(new GuardFactory(CircuitBreakerRegistry.ofDefaults(),
				RetryRegistry.ofDefaults(), BulkheadRegistry.ofDefaults(), TimeLimiterRegistry.ofDefaults()), cluster,
				threads.core());
		this.guarded = new ClusterServices(messenger, cluster, keyOwners, codec, threads.core(), threads.user(),
				threads.mustNotBlock(), policy, MessageObserver.none(), settings);
	}

	Runnable plain() {
		EchoService service = elsewhere(this.plain);
		return () -> Calls.require(service.echo(Calls.TEXT));
	}

	Runnable guarded() {
		EchoService service = elsewhere(this.guarded);
		return () -> Calls.require(service.echo(Calls.TEXT));
	}

	/** By a method that returns a stage: no thread waits. */
	Operation stage() {
		EchoService service = elsewhere(this.plain);
		return (lane) -> service.echoLater(Calls.TEXT).thenAccept(Calls::require);
	}

	private EchoService elsewhere(RemoteServices services) {
		return services.of(EchoService.class).onNode(OtherNode.of(this.cluster, this.hazelcast).id()).proxy();
	}

}
