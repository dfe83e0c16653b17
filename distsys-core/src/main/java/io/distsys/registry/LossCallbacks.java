package io.distsys.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.registry.Registration.Loss;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/** Who is told of the loss of one registration, now or later, once. */
final class LossCallbacks {

	private final Executor lossExecutor;

	private final List<Consumer<? super Loss>> waiting = new ArrayList<>();

	private @Nullable Loss loss;

	LossCallbacks(Executor lossExecutor) {
		this.lossExecutor = lossExecutor;
	}

	void lost(Loss lost) {
		List<Consumer<? super Loss>> told;
		synchronized (this) {
			this.loss = lost;
			told = List.copyOf(this.waiting);
			this.waiting.clear();
		}
		told.forEach((callback) -> this.lossExecutor.execute(() -> callback.accept(lost)));
	}

	Subscription add(Consumer<? super Loss> callback) {
		Loss lost;
		synchronized (this) {
			lost = this.loss;
			if (lost == null) {
				this.waiting.add(callback);
			}
		}
		if (lost != null) {
			this.lossExecutor.execute(() -> callback.accept(lost));
		}
		return () -> {
			synchronized (this) {
				this.waiting.remove(callback);
			}
		};
	}

}
