package io.distsys.benchmarks.names.node;

import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Does many things, some of them at a time. */
final class Window {

	private static final int SIZE = 64;

	private Window() {
	}

	/**
	 * Begin something for each element, and take that out; blocks until all is done.
	 * @throws IllegalStateException if something was not done
	 */
	static <T> void doAll(Queue<T> elements, Function<T, CompletionStage<?>> action) throws InterruptedException {
		Semaphore free = new Semaphore(SIZE);
		AtomicInteger failures = new AtomicInteger();
		for (T element = elements.poll(); element != null; element = elements.poll()) {
			free.acquire();
			action.apply(element).whenComplete((result, failure) -> {
				failures.addAndGet((failure != null) ? 1 : 0);
				free.release();
			});
		}
		free.acquire(SIZE);
		if (failures.get() > 0) {
			throw new IllegalStateException(failures + " were not done");
		}
	}

}
