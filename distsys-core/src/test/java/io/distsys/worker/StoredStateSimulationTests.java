package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** With a store no fault at all loses what was acknowledged. */
class StoredStateSimulationTests {

	private static final int COINS = 60;

	private final MemoryStore store = new MemoryStore();

	private final List<Payment> payments = new ArrayList<>();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void whatWasAcknowledgedOutlivesKillsOfAllNodesAndFaultsOfTheStore(long seed) {
		Random random = new Random(seed);
		SimulatedWorkers cluster = new SimulatedWorkers(seed);
		cluster.store = this.store;
		startThree(cluster);
		cluster.settle();
		for (int coin = 0; coin < COINS; coin++) {
			String purse = "p" + random.nextInt(4);
			Process caller = cluster.alive().get(random.nextInt(3));
			this.payments.add(new Payment(purse, coin, caller.purse(purse).addOnce(coin).toCompletableFuture()));
			cluster.time.runFor(Duration.ofMillis(random.nextInt(100)));
			if (coin % 8 == 7) {
				fault(cluster, random);
			}
		}
		this.store.failing = false;
		cluster.settle();
		List<Payment> acknowledged = this.payments.stream().filter(Payment::isAcknowledged).toList();
		assertThat(acknowledged).as("acknowledged with seed %s", seed).hasSizeGreaterThan(COINS / 4);
		for (Payment payment : acknowledged) {
			assertThat(cluster.await(cluster.alive().get(0).purse(payment.purse()).coins())).as("seed %s", seed)
				.contains(payment.coin());
		}
	}

	private void fault(SimulatedWorkers cluster, Random random) {
		switch (random.nextInt(4)) {
			case 0 -> cluster.replace(cluster.alive().get(random.nextInt(3)), Duration.ofSeconds(2));
			case 1 -> cluster.pause(cluster.alive().subList(0, 1), Duration.ofSeconds(4));
			case 2 -> {
				this.store.failing = true;
				cluster.time.runFor(Duration.ofSeconds(2));
				this.store.failing = false;
			}
			default -> {
				cluster.alive().forEach(Process::kill);
				cluster.time.runFor(Duration.ofSeconds(3));
				startThree(cluster);
				cluster.settle();
			}
		}
	}

	private static void startThree(SimulatedWorkers cluster) {
		for (int i = 0; i < 3; i++) {
			cluster.start();
		}
	}

	private record Payment(String purse, int coin, CompletableFuture<Integer> call) {

		private boolean isAcknowledged() {
			return this.call.isDone() && !this.call.isCompletedExceptionally();
		}

	}

}
