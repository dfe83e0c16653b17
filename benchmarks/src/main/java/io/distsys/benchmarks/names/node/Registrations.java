package io.distsys.benchmarks.names.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.distsys.benchmarks.load.Callers;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.spring.UserThreads;

import org.springframework.core.env.Environment;

/** Registers names, by one or many callers. Those of one word are numbered from 0. */
class Registrations {

	private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

	private final Carriers carriers;

	private final Environment environment;

	Registrations(Carriers carriers, Environment environment) {
		this.carriers = carriers;
		this.environment = environment;
	}

	static String name(String word, int number) {
		return word + "/" + number;
	}

	/**
	 * As many as the callers can, each of which waits until its last one is acknowledged.
	 * Answers with a line of {@link LatencyFigures}.
	 */
	String steadily(Carrier carrier, String word, int callers, Duration warmUp, Duration time)
			throws InterruptedException {
		Names names = this.carriers.get(carrier);
		AtomicInteger next = new AtomicInteger();
		try (UserThreads threads = threads(callers)) {
			return Callers.run(() -> names.register(name(word, next.getAndIncrement())), callers, threads, warmUp, time)
				.line();
		}
	}

	/** A certain number of them. Answers with the clock before the first of them. */
	String some(Carrier carrier, String word, int callers, int count) {
		Names names = this.carriers.get(carrier);
		AtomicInteger next = new AtomicInteger();
		long begun = System.nanoTime();
		try (UserThreads threads = threads(callers)) {
			CompletableFuture.allOf(IntStream.range(0, callers).mapToObj((caller) -> CompletableFuture.runAsync(() -> {
				for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
					names.register(name(word, i));
				}
			}, threads)).toArray(CompletableFuture[]::new)).join();
		}
		return begun + "," + System.nanoTime();
	}

	/**
	 * Wait until this node knows the names of a word. Answers with how many it knows and
	 * the clock then.
	 */
	String known(Carrier carrier, String word, int count, Duration patience) {
		Names names = this.carriers.get(carrier);
		long deadline = System.nanoTime() + patience.toNanos();
		int known = 0;
		while (known < count) {
			if (names.isKnown(name(word, known))) {
				known++;
			}
			else if (System.nanoTime() - deadline < 0) {
				LockSupport.parkNanos(POLL_NANOS);
			}
			else {
				break;
			}
		}
		return known + "," + System.nanoTime();
	}

	/** Give up all that this node has registered. */
	String giveUp(Carrier carrier) throws InterruptedException {
		this.carriers.get(carrier).giveUp();
		return "";
	}

	private UserThreads threads(int callers) {
		return UserThreads.create("benchmarks-caller-", callers, this.environment);
	}

}
