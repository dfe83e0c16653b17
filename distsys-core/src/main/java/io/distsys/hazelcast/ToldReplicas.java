package io.distsys.hazelcast;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.ringbuffer.Ringbuffer;
import com.hazelcast.ringbuffer.impl.RingbufferService;
import com.hazelcast.ringbuffer.impl.operations.GenericOperation;
import com.hazelcast.spi.impl.NodeEngine;
import com.hazelcast.spi.impl.executionservice.ExecutionService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions of ring buffers are known to all that keep them.
 * <p>
 * Hazelcast assigns its partitions when the first one is used. It tells the members of
 * that, and sends the first backups right behind it; a member that comes to a backup
 * first <a href="https://github.com/hazelcast/hazelcast/issues/9398">drops it</a>. Then
 * nobody hears of the backup, and after seconds it is not known whether what it was of is
 * stored. So each replica is asked something first: whoever has not been told that it is
 * one refuses the question, and Hazelcast asks again.
 */
final class ToldReplicas {

	private static final Logger logger = LoggerFactory.getLogger(ToldReplicas.class);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int PAUSE_MILLIS = 100;

	private static final int OWNER = 0;

	private final HazelcastInstance instance;

	private final Set<Keepers> told = ConcurrentHashMap.newKeySet();

	ToldReplicas(HazelcastInstance instance) {
		this.instance = instance;
	}

	/**
	 * Do something with a ring buffer once its replicas know of it.
	 * @param <T> the type of the result
	 * @param ring the ring buffer
	 * @param operation is begun when all have answered, at once if they have before, and
	 * also when they have not within {@link #LIMIT}: what has not come by then does not
	 * come because it was asked again
	 * @return what the operation comes to; does not block
	 */
	<T> CompletionStage<T> before(Ringbuffer<?> ring, Supplier<CompletionStage<T>> operation) {
		String name = ring.getName();
		Keepers keepers = new Keepers(partition(ring),
				this.instance.getConfig().findRingbufferConfig(name).getBackupCount());
		if (this.told.contains(keepers)) {
			return operation.get();
		}
		NodeEngine engine = MemberInternals.engineOf(this.instance);
		ExecutorService executor = engine.getExecutionService().getExecutor(ExecutionService.ASYNC_EXECUTOR);
		return ask(engine, name, keepers.partition(), OWNER)
			.thenComposeAsync((end) -> askBackups(engine, name, keepers), executor)
			.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
			.handleAsync((all, failure) -> note(name, keepers, failure), executor)
			.thenCompose((noted) -> itself(operation.get()));
	}

	/** What the proxy of a ring buffer asks for too, and waits for. */
	CompletionStage<Long> last(Ringbuffer<?> ring) {
		return ask(MemberInternals.engineOf(this.instance), ring.getName(), partition(ring), OWNER)
			.thenApply(Long.class::cast);
	}

	private int partition(Ringbuffer<?> ring) {
		return this.instance.getPartitionService().getPartition(ring.getPartitionKey()).getPartitionId();
	}

	/** The owner has answered, so this member has the table too. */
	private static CompletableFuture<Void> askBackups(NodeEngine engine, String name, Keepers keepers) {
		return CompletableFuture.allOf(IntStream.rangeClosed(1, keepers.backups())
			.filter((replica) -> engine.getPartitionService()
				.getPartition(keepers.partition(), false)
				.getReplicaAddress(replica) != null)
			.mapToObj((replica) -> ask(engine, name, keepers.partition(), replica))
			.toArray(CompletableFuture[]::new));
	}

	private static CompletableFuture<Object> ask(NodeEngine engine, String name, int partition, int replica) {
		return itself(engine.getOperationService()
			.createInvocationBuilder(RingbufferService.SERVICE_NAME,
					new GenericOperation(name, GenericOperation.OPERATION_TAIL), partition)
			.setReplicaIndex(replica)
			.setTryCount((int) (LIMIT.toMillis() / PAUSE_MILLIS))
			.setTryPauseMillis(PAUSE_MILLIS)
			.invoke());
	}

	/**
	 * The future of an invocation is completed with the packet of the response: only its
	 * own methods read that, and the JDK, where it composes, does not call them.
	 */
	private static <T> CompletableFuture<T> itself(CompletionStage<T> invocation) {
		CompletableFuture<T> result = new CompletableFuture<>();
		invocation.whenCompleteAsync((value, failure) -> {
			if (failure != null) {
				result.completeExceptionally(failure);
			}
			else {
				result.complete(value);
			}
		}, Runnable::run);
		return result;
	}

	private boolean note(String name, Keepers keepers, @Nullable Throwable failure) {
		if (failure != null) {
			logger.debug("Not all that keep a ring buffer are known to know of it ring={}", name, failure);
		}
		return this.told.add(keepers);
	}

	/**
	 * What is asked for is the table: it is the same for all ring buffers of a partition.
	 *
	 * @param partition the partition
	 * @param backups how many of its backups keep the ring buffer
	 */
	private record Keepers(int partition, int backups) {

	}

}
