package io.distsys.ownership;

import java.time.Duration;
import java.util.List;

import io.distsys.consensus.GroupId;
import io.distsys.ownership.RecordingTenant.Tenure;
import io.distsys.ownership.SimulatedCore.Process;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Groups and holders, where the nodes could not hear each other when they started. */
class GroupsMeetTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void ofTwoGroupsWithoutExpectedSizeTheLosersHolderStopsBeforeItsNodeJoins(long seed) {
		SimulatedCore core = new SimulatedCore(seed, 1);
		Process alone = core.start();
		core.time.runUntil("it owns", SOON, () -> core.owner().isPresent());
		List<Process> others = List.of(core.start(), core.start(), core.start());
		core.network.isolate(alone.id());
		core.time.runUntil("the others own too", SOON, () -> core.history.size() == 2);
		core.time.runUntil("three voters", SOON, () -> others.get(0).log.status().voters().size() == 3);
		GroupId given = alone.log.status().group();
		Tenure losers = core.history.get(0);
		assertThat(losers.isOver()).isFalse();
		core.network.heal();
		core.time.runUntil("it gives up its group", SOON, () -> alone.log.status().group() != given);
		assertThat(alone.ownership.lease().isHeld()).isFalse();
		long gaveUpAt = core.time.nanos();
		core.time.runUntil("it takes part in the other", SOON, () -> alone.ownership.lease().isHeld());
		assertThat(losers.to()).isLessThanOrEqualTo(gaveUpAt);
		core.time.runFor(Duration.ofSeconds(5));
		assertThat(core.history.stream().filter((tenure) -> !tenure.isOver())).hasSize(1);
		core.history.stream()
			.filter((tenure) -> tenure.from() > gaveUpAt)
			.forEach((tenure) -> assertThat(tenure.token()).isGreaterThan(losers.token()));
	}

	/**
	 * Three of five hold; one of them starts anew beyond a cut, with the other two. Both
	 * groups are led for a moment, but nobody holds in the new one while anybody can in
	 * the old one.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void aGroupMadeByThoseWhoForgotGrantsNothingWhileTheOldOneHolds(long seed) {
		SimulatedCore core = new SimulatedCore(seed, 5);
		List<Process> founders = List.of(core.start(), core.start(), core.start());
		core.time.runUntil("an owner", SOON, () -> core.owner().isPresent());
		core.time.runFor(Duration.ofMillis(seed * 97));
		Process owner = core.owner().orElseThrow();
		List<Process> left = founders.stream().filter((node) -> node != owner).limit(1).toList();
		Process forgets = founders.stream()
			.filter((node) -> node != owner && !left.contains(node))
			.findFirst()
			.orElseThrow();
		forgets.kill();
		List<Process> right = List.of(core.start(), core.start(), core.start());
		for (Process process : right) {
			core.network.cut(process.id(), owner.id());
			core.network.cut(process.id(), left.get(0).id());
		}
		core.time.runUntil("an owner on the other side", SOON, () -> core.owner().filter(right::contains).isPresent());
		core.checkHistory();
		core.network.heal();
		core.time.runFor(SOON);
		core.checkHistory();
		assertThat(core.owner()).isPresent();
		assertThat(owner.ownership.lease().isHeld()).isTrue();
	}

}
