package io.distsys.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.hazelcast.HazelcastMembership;
import io.distsys.hazelcast.PartitionMonitor;
import io.distsys.hazelcast.PartitionReport;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Transport;
import io.distsys.pubsub.RetainedLog;
import io.distsys.spring.ClusterThreads;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * A cluster of one node with no Hazelcast below it: all that touches Hazelcast is the
 * user's, everything above it is real.
 */
@Configuration(proxyBeanMethods = false)
public class SingleNodeConfiguration {

	@Bean
	HazelcastInstance hazelcastInstance() {
		return stub(HazelcastInstance.class);
	}

	@Bean
	ClusterMembership clusterMembership(ObjectProvider<ClusterThreads> threads) {
		Executor events = threads.stream().findFirst().<Executor>map(ClusterThreads::events).orElse(Runnable::run);
		return new ClusterMembership(new Node(NodeId.random(new SecureRandom()), "only", "", Set.of(), "", "", "",
				Instant.now(), Node.State.JOINING), events);
	}

	@Bean
	HazelcastMembership hazelcastMembership() {
		return stub(HazelcastMembership.class);
	}

	@Bean
	CrashEvidence crashEvidence() {
		return CrashEvidence.none();
	}

	@Bean
	PartitionMonitor partitionMonitor() {
		PartitionMonitor monitor = stub(PartitionMonitor.class);
		given(monitor.report()).willReturn(new PartitionReport(0, 0, Map.of(), 0, 0, 0, true));
		return monitor;
	}

	@Bean
	RetainedLog retainedLog() {
		RetainedLog log = stub(RetainedLog.class);
		given(log.onReplaced(any())).willReturn(() -> {
		});
		return log;
	}

	@Bean
	Transport clusterTransport() {
		return new NoTransport();
	}

	@Bean
	Codec clusterCodec() {
		return new TextCodec();
	}

	/** Nobody is there. */
	private static final class NoTransport implements Transport {

		@Override
		public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
			return CompletableFuture.failedFuture(new NotSentException("there is no other node"));
		}

		@Override
		public void receive(FrameReceiver receiver) {
		}

	}

	/** Knows strings. */
	private static final class TextCodec implements Codec {

		@Override
		public byte[] encode(@Nullable Object value) {
			return (value != null) ? value.toString().getBytes(StandardCharsets.UTF_8) : new byte[0];
		}

		@Override
		public @Nullable Object decode(byte[] bytes) {
			return (bytes.length > 0) ? new String(bytes, StandardCharsets.UTF_8) : null;
		}

	}

	/** One that records calls would keep the whole application by what it was given. */
	private static <T> T stub(Class<T> type) {
		return mock(type, withSettings().stubOnly());
	}

}
