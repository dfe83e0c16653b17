package io.distsys.registry;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.distsys.registry.NameLost.Cause;
import io.distsys.time.SerialExecutor;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the names that this node has lost, and tells of them. Thread-safe. */
final class NameLosses {

	/** With a lease as many names may be lost at once as the node has. */
	static final int MOST_UNTOLD = 1024;

	private static final Logger logger = LoggerFactory.getLogger(NameLosses.class);

	private final Map<Cause, LongAdder> counts = new ConcurrentHashMap<>();

	private final List<Consumer<NameLost>> listeners = new CopyOnWriteArrayList<>();

	private final Executor lossExecutor;

	NameLosses(Executor lossExecutor) {
		this.lossExecutor = lossExecutor;
	}

	/** Never blocks, and never throws. */
	void lost(NameLost lost) {
		this.counts.computeIfAbsent(lost.cause(), (cause) -> new LongAdder()).increment();
		this.listeners.forEach((listener) -> listener.accept(lost));
	}

	Subscription subscribe(Consumer<? super NameLost> listener) {
		SerialExecutor turns = new SerialExecutor(this.lossExecutor, MOST_UNTOLD);
		Consumer<NameLost> own = (lost) -> tellLater(turns, listener, lost);
		this.listeners.add(own);
		return () -> this.listeners.remove(own);
	}

	private static void tellLater(SerialExecutor turns, Consumer<? super NameLost> listener, NameLost lost) {
		try {
			turns.execute(() -> listener.accept(lost));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A listener is not told of the loss of a name name={}", lost.name(), ex);
		}
		catch (RuntimeException | Error ex) {
			// No thread could be started, say.
			logger.error("A listener cannot be told of the loss of a name name={}", lost.name(), ex);
		}
	}

	Map<Cause, Long> counts() {
		Map<Cause, Long> now = new EnumMap<>(Cause.class);
		this.counts.forEach((cause, count) -> now.put(cause, count.sum()));
		return now;
	}

}
