package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.Allotment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the strong core before the web server and stops it after the web server has
 * drained: hand over what is owned, close the session, take no more calls of singletons
 * and workers, leave the consensus group, leave the Hazelcast cluster. Nothing of it
 * blocks the start.
 *
 * @since 0.1
 */
public final class CoreLifecycle extends ClusterPhase {

	/** Below the phases of Spring Boot's web servers, above that of task executors. */
	public static final int PHASE = Integer.MAX_VALUE - 4096;

	private static final Logger logger = LoggerFactory.getLogger(CoreLifecycle.class);

	private static final int MOST_NAMED = 10;

	private final ReplicatedLog log;

	private final List<Allotment> allotments;

	private final CompletionStage<Void> enough;

	private final OrderlyShutdown shutdown;

	/**
	 * Create it.
	 * @param log the log
	 * @param allotments this node's side of what is owned, for each guarantee
	 * @param enough completes when there are enough nodes for anything to begin
	 * @param concepts end what serves calls; after the session, since until then others
	 * send calls to what is still owned here, and before the rest, which they stand on
	 * @param hazelcast leaves the Hazelcast cluster; may block
	 * @param held names what code of the application still holds when the session closes
	 * @param timeout how long the whole may take
	 */
	public CoreLifecycle(ReplicatedLog log, List<? extends Allotment> allotments, CompletionStage<Void> enough,
			Runnable concepts, Runnable hazelcast, Supplier<List<String>> held, Duration timeout) {
		super(PHASE);
		this.log = log;
		this.allotments = List.copyOf(allotments);
		this.enough = enough;
		this.shutdown = new OrderlyShutdown(timeout,
				List.of(new OrderlyShutdown.Step("hand-over", 60,
						(limit) -> all((allotment) -> allotment.drain(limit))),
						new OrderlyShutdown.Step("session", 30, (limit) -> {
							tellOf(held);
							return all((allotment) -> allotment.stop(limit));
						}), OrderlyShutdown.Step.blocking("concepts", 50, concepts),
						new OrderlyShutdown.Step("consensus", 60, log::leave),
						OrderlyShutdown.Step.blocking("hazelcast", 100, hazelcast)));
	}

	/** The session is closed whether or not that can be said. */
	private static void tellOf(Supplier<List<String>> named) {
		try {
			List<String> held = named.get();
			if (!held.isEmpty()) {
				logger.warn("What this node still holds is free for others from now on count={} held={}", held.size(),
						held.subList(0, Math.min(MOST_NAMED, held.size())));
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Not known what this node still holds, which is free for others from now on", ex);
		}
	}

	/** Waits for all of them, also if one fails; says of each that does why. */
	private CompletionStage<Void> all(Function<Allotment, CompletionStage<Void>> step) {
		List<String> failures = new CopyOnWriteArrayList<>();
		return CompletableFuture
			.allOf(this.allotments.stream().map((allotment) -> step.apply(allotment).exceptionally((failure) -> {
				failures.add(String.valueOf(failure.getMessage()));
				return null;
			}).toCompletableFuture()).toArray(CompletableFuture<?>[]::new))
			.thenRun(() -> {
				if (!failures.isEmpty()) {
					throw new IllegalStateException(String.join("; ", failures));
				}
			});
	}

	@Override
	public void start() {
		running(true);
		this.log.start();
		this.enough.thenRun(this::takePart);
	}

	private void takePart() {
		if (isRunning()) {
			this.allotments.forEach(Allotment::start);
		}
	}

	@Override
	public void stop(Runnable callback) {
		this.shutdown.start(() -> {
			running(false);
			this.log.stop();
			callback.run();
		});
	}

	@Override
	public void stop() {
		running(false);
		this.log.stop();
	}

}
