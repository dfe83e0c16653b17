package io.distsys.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.distsys.registry.Registration.Loss;
import io.distsys.time.SerialExecutor;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is told of the losses of one registration: of that which is at the moment, and of
 * each that comes, until it is for good. Each is told in order. Thread-safe.
 */
final class LossCallbacks {

	private static final Logger logger = LoggerFactory.getLogger(LossCallbacks.class);

	private final Executor lossExecutor;

	private final List<Told> waiting = new ArrayList<>();

	private @Nullable Loss loss;

	LossCallbacks(Executor lossExecutor) {
		this.lossExecutor = lossExecutor;
	}

	/** Never blocks, and never throws. */
	synchronized void lost(Loss lost) {
		this.loss = lost;
		List<Told> told = List.copyOf(this.waiting);
		if (lost.cause().isForGood()) {
			this.waiting.clear();
		}
		told.forEach((callback) -> callback.tell(lost));
	}

	/** The name is held again: who comes from now on has no loss to be told of. */
	synchronized void heldAgain() {
		this.loss = null;
	}

	synchronized Subscription add(Consumer<? super Loss> callback) {
		Told told = new Told(callback, new SerialExecutor(this.lossExecutor, NameLosses.MOST_UNTOLD));
		Loss lost = this.loss;
		if (lost == null || !lost.cause().isForGood()) {
			this.waiting.add(told);
		}
		if (lost != null) {
			told.tell(lost);
		}
		return () -> forget(told);
	}

	private synchronized void forget(Told told) {
		this.waiting.remove(told);
	}

	/** One callback, and what keeps its turns in order. */
	private record Told(Consumer<? super Loss> callback, SerialExecutor turns) {

		void tell(Loss lost) {
			try {
				this.turns.execute(() -> this.callback.accept(lost));
			}
			catch (RejectedExecutionException ex) {
				logger.warn("A callback on the loss of a name cannot run any more name={}", lost.name(), ex);
			}
			catch (RuntimeException | Error ex) {
				// No thread could be started, say.
				logger.error("A callback on the loss of a name cannot run name={}", lost.name(), ex);
			}
		}

	}

}
