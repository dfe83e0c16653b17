package io.distsys.registry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.ClusterRegistries.Scope;
import io.distsys.registry.NameLost.Cause;
import org.assertj.core.data.MapEntry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NameLossesTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final NameLosses losses = new NameLosses(this.tasks::add);

	private static NameLost loss(int number) {
		return new NameLost(new Scope(Guarantee.AVAILABLE, ""), "x" + number, new FencingToken(number), Cause.CONFLICT,
				null, "of the test");
	}

	private void runAll() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	@Test
	void listenersAreToldInOrderOnTheirThreadsAndOneThatFailsIsToldTheNext() {
		List<NameLost> told = new ArrayList<>();
		this.losses.subscribe((lost) -> {
			throw new IllegalStateException("of the test");
		});
		var subscription = this.losses.subscribe(told::add);
		this.losses.lost(loss(1));
		this.losses.lost(loss(2));
		assertThat(told).isEmpty();
		runAll();
		assertThat(told).containsExactly(loss(1), loss(2));
		subscription.close();
		this.losses.lost(loss(3));
		runAll();
		assertThat(told).hasSize(2);
		assertThat(this.losses.counts()).containsExactly(MapEntry.entry(Cause.CONFLICT, 3L));
	}

	@Test
	void ofAFloodTheFirstAreToldAndAllAreCounted() {
		List<NameLost> told = new ArrayList<>();
		this.losses.subscribe(told::add);
		int flood = NameLosses.MOST_UNTOLD + 10;
		for (int i = 0; i < flood; i++) {
			this.losses.lost(loss(i));
		}
		runAll();
		assertThat(told).hasSize(NameLosses.MOST_UNTOLD).endsWith(loss(NameLosses.MOST_UNTOLD - 1));
		this.losses.lost(loss(flood));
		runAll();
		assertThat(told).endsWith(loss(flood));
		assertThat(this.losses.counts()).containsEntry(Cause.CONFLICT, flood + 1L);
	}

	@Test
	void whoLosesANameDoesNotFailForThreadsThatHaveEnded() {
		NameLosses late = new NameLosses((task) -> {
			throw new RejectedExecutionException("of the test");
		});
		late.subscribe((lost) -> {
		});
		late.lost(loss(1));
		assertThat(late.counts()).containsEntry(Cause.CONFLICT, 1L);
	}

}
