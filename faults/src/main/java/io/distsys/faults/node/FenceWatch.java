package io.distsys.faults.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;

import org.springframework.stereotype.Component;

/**
 * Asks every fence that this node was ever given, again and again, until it is closed:
 * also those that the code has long been told to let go, and until the process ends.
 */
@Component
class FenceWatch {

	private static final long PERIOD_MILLIS = 10;

	private final HistoryWriter history;

	private final Map<String, Tenancy> open = new ConcurrentHashMap<>();

	FenceWatch(HistoryWriter history) {
		this.history = history;
		Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "faults-fence-watch");
			thread.setDaemon(true);
			return thread;
		}).scheduleWithFixedDelay(this::ask, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
	}

	void begin(Tenancy tenancy) {
		if (this.open.putIfAbsent(key(tenancy), tenancy) == null && !tenancy.ask(this.history, EventKind.ACQUIRED)) {
			this.open.remove(key(tenancy));
		}
	}

	private static String key(Tenancy tenancy) {
		return tenancy.resource() + "@" + tenancy.token();
	}

	private void ask() {
		this.open.values().removeIf((tenancy) -> !tenancy.ask(this.history, EventKind.HELD));
	}

}
