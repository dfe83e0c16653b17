package io.distsys.faults.node;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerType;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Starts all baskets, puts something into one after another, looks what is in them, and
 * records which of them run here.
 */
class BasketCaller {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final WorkerNode workers;

	private final WorkerType<Basket> baskets;

	private final HistoryWriter history;

	private int next;

	BasketCaller(WorkerNode workers, HistoryWriter history) {
		this.workers = workers;
		this.baskets = workers.of(Basket.class).withTimeout(TIMEOUT);
		this.history = history;
	}

	/** Once only: what runs after that runs because it is remembered. */
	@EventListener(ApplicationReadyEvent.class)
	void start() {
		this.workers.supervisor(Basket.class).startAll(Baskets.KEYS);
	}

	@Scheduled(fixedDelay = 50)
	void call() {
		this.next = (this.next + 1) % Baskets.KEYS.size();
		String key = Baskets.KEYS.get(this.next);
		this.history.record(EventKind.INVOKED, Baskets.ASKED + key, 0, "");
		call(Baskets.PUT + key, key, Basket::put);
	}

	@Scheduled(fixedDelay = 500)
	void look() {
		this.history.record(EventKind.HELD, Baskets.RUNNING, 0, this.workers.list(Baskets.TYPE).toString());
		Baskets.KEYS.forEach((key) -> call(Baskets.COUNTS + key, key, Basket::counts));
	}

	private void call(String resource, String key, Function<Basket, CompletionStage<String>> method) {
		long from = System.nanoTime();
		method.apply(this.baskets.get(key)).whenComplete((answer, failure) -> {
			EventKind kind = (failure == null) ? EventKind.RETURNED : FailedCall.outcome(failure);
			this.history.record(from, System.nanoTime(), kind, resource, 0,
					(failure == null) ? answer : failure.toString());
		});
	}

}
