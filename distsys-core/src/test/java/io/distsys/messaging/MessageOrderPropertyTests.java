package io.distsys.messaging;

import java.time.Duration;
import java.util.List;

import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds on any network. */
class MessageOrderPropertyTests {

	private static final MessagingSettings SETTINGS = new MessagingSettings(7, 40, 4096, Duration.ofMillis(20),
			new MessagingSettings.LaneSettings(10_000, 1_000_000, Duration.ofMillis(20)),
			new MessagingSettings.LaneSettings(10_000, 1_000_000, Duration.ofMillis(20)));

	/** Nothing travels in parts. */
	private static final MessagingSettings WHOLE = new MessagingSettings(7, 4096, 4096, SETTINGS.tick(),
			SETTINGS.control(), SETTINGS.bulk());

	private static SimulatedNetwork disturbed(VirtualTime time, double loss, double duplicates, int delayMillis,
			boolean telling) {
		SimulatedNetwork network = new SimulatedNetwork(time);
		if (telling) {
			network.openPaths();
		}
		network.delay(10_000, delayMillis * 1_000_000L);
		network.disturb(loss, duplicates);
		return network;
	}

	private static void calm(SimulatedNetwork network, VirtualTime time) {
		network.disturb(0, 0);
		network.delay(10_000, 10_000);
		time.runFor(Duration.ofSeconds(10));
	}

	@Property(tries = 200)
	void messagesComeInOrderAndAtMostOnce(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed,
			@ForAll @DoubleRange(min = 0, max = 0.5) double loss,
			@ForAll @DoubleRange(min = 0, max = 0.5) double duplicates,
			@ForAll @IntRange(min = 1, max = 100) int delayMillis, @ForAll boolean telling) {
		VirtualTime time = new VirtualTime(seed);
		SimulatedNetwork network = disturbed(time, loss, duplicates, delayMillis, telling);
		SimulatedProcess alice = new SimulatedProcess(time, network, 1, SETTINGS);
		SimulatedProcess bob = new SimulatedProcess(time, network, 2, SETTINGS);
		SimulatedProcess.introduce(alice, bob);
		for (int i = 0; i < 300; i++) {
			alice.cast(bob, " ".repeat(time.random().nextInt(100)) + i);
			time.runFor(Duration.ofNanos(time.random().nextInt(4_000_000)));
			if (time.random().nextInt(50) == 0) {
				alice.membership.lose(bob.id());
				time.runFor(Duration.ofNanos(time.random().nextInt(1_000_000)));
				alice.membership.join(bob.membership.self());
			}
		}
		calm(network, time);
		alice.cast(bob, "1000");
		time.runFor(Duration.ofSeconds(1));
		List<Integer> received = bob.received.stream().map(String::strip).map(Integer::valueOf).toList();
		assertThat(received).isSorted().doesNotHaveDuplicates().endsWith(1000);
	}

	/** Only these messages are on the lane, none in parts, and the last one arrives. */
	@Property(tries = 200)
	void whatDoesNotComeIsCountedByBoth(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed,
			@ForAll @DoubleRange(min = 0, max = 0.5) double loss,
			@ForAll @DoubleRange(min = 0, max = 0.5) double duplicates,
			@ForAll @IntRange(min = 1, max = 100) int delayMillis, @ForAll boolean parting, @ForAll boolean telling) {
		VirtualTime time = new VirtualTime(seed);
		SimulatedNetwork network = disturbed(time, loss, duplicates, delayMillis, telling);
		SimulatedProcess alice = new SimulatedProcess(time, network, 1, WHOLE);
		SimulatedProcess bob = new SimulatedProcess(time, network, 2, WHOLE);
		SimulatedProcess.introduce(alice, bob);
		int taken = 0;
		for (int i = 0; i < 300; i++) {
			taken += alice.cast(bob, "one of " + i) ? 1 : 0;
			time.runFor(Duration.ofNanos(time.random().nextInt(4_000_000)));
			if (parting && time.random().nextInt(50) == 0) {
				alice.membership.lose(bob.id());
				time.runFor(Duration.ofNanos(time.random().nextInt(10_000_000)));
				alice.membership.join(bob.membership.self());
			}
		}
		calm(network, time);
		taken += alice.cast(bob, "the last") ? 1 : 0;
		time.runFor(Duration.ofSeconds(1));
		assertThat(bob.received).endsWith("the last");
		long missing = taken - bob.received.size();
		MessagingStatistics.Losses ofAlice = alice.statistics().lossesOn(Lane.BULK);
		assertThat(missing).isBetween(ofAlice.givenUp(), ofAlice.givenUp() + ofAlice.uncertain());
		assertThat(bob.statistics().lossesOn(Lane.BULK).lost()).isBetween(parting ? 0 : missing, missing);
	}

}
