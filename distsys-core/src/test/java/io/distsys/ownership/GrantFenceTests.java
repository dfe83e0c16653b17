package io.distsys.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GrantFenceTests {

	private static final ResourceKey KEY = ResourceKey.of("singleton", "ledger");

	private final Queue<Runnable> given = new ArrayDeque<>();

	private final List<String> told = new ArrayList<>();

	private final GrantFence fence = new GrantFence(KEY, new FencingToken(7), this.given::add);

	@Test
	void whoFindsOutThatItIsLostRunsNoCodeOfTheApplication() {
		this.fence.onLost(() -> this.told.add("one"));
		this.fence.close();
		assertThat(this.told).isEmpty();
		assertThat(this.fence.isHeld()).isFalse();
		this.fence.onLost(() -> this.told.add("late"));
		Objects.requireNonNull(this.given.poll()).run();
		Objects.requireNonNull(this.given.poll()).run();
		assertThat(this.told).containsExactly("one", "late");
	}

	@Test
	void aCallbackIsRunOnceAndNotIfItWasForgotten() {
		this.fence.onLost(() -> this.told.add("one"));
		this.fence.onLost(() -> this.told.add("two")).close();
		this.fence.lost();
		this.fence.close();
		assertThat(this.given).hasSize(1);
	}

	@Test
	void aCallbackThatFailsOrCannotRunKeepsNoOtherFromIt() {
		GrantFence closing = new GrantFence(KEY, new FencingToken(8), (callback) -> {
			if (this.given.size() == 1) {
				throw new RejectedExecutionException("planted");
			}
			this.given.add(callback);
		});
		closing.onLost(() -> {
			throw new IllegalStateException("planted");
		});
		closing.onLost(() -> this.told.add("rejected"));
		closing.close();
		Objects.requireNonNull(this.given.poll()).run();
		assertThat(this.told).isEmpty();
		assertThatExceptionOfType(FenceClosedException.class).isThrownBy(closing::check);
	}

}
