package io.distsys.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.consensus.ReplicatedLog.Applied;
import io.distsys.consensus.SimulatedGroup.Process;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Users ask for more than the group can do. */
class LoadStoriesTests {

	private static final String FEW = "io.distsys.consensus.Seeds#few";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static SimulatedGroup ofThree(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		group.start(3);
		group.untilVoters(3);
		group.time.runFor(Duration.ofSeconds(2));
		return group;
	}

	private static List<CompletableFuture<Applied>> flood(Process process, int count) {
		List<CompletableFuture<Applied>> submitted = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			submitted.add(process.submit("n" + process.number + "." + i, PATIENCE));
		}
		return submitted;
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aRenewalIsNeitherRefusedNorHeldUpByWhatUsersAskFor(long seed) {
		SimulatedGroup group = ofThree(seed);
		group.running().forEach((process) -> flood(process, Admission.MOST + 500));
		List<CompletableFuture<Applied>> renewals = group.running()
			.map((process) -> process.submitVital("renewal", PATIENCE))
			.toList();
		group.until("they are renewed", Duration.ofMillis(500),
				() -> renewals.stream().allMatch(CompletableFuture::isDone));
		assertThat(renewals).noneMatch(CompletableFuture::isCompletedExceptionally);
	}

	@ParameterizedTest
	@MethodSource(FEW)
	void aNodeRefusesAtOnceWhatIsTooMuchAndDoesTheRest(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process busy = group.processes.get((int) (seed % 3));
		List<CompletableFuture<Applied>> submitted = flood(busy, Admission.MOST + 100);
		assertThat(submitted.subList(Admission.MOST, submitted.size()))
			.allSatisfy((refused) -> assertThat(refused).failsWithin(Duration.ZERO)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(NoQuorumException.class)
				.withMessageContaining("2000 requests of this node"));
		List<CompletableFuture<Applied>> taken = submitted.subList(0, Admission.MOST);
		group.until("the rest is applied", () -> taken.stream().allMatch(CompletableFuture::isDone));
		assertThat(taken).noneMatch(CompletableFuture::isCompletedExceptionally);
		assertThat(busy.machine.commands()).hasSize(Admission.MOST);
		group.submit(busy, "there is room again");
	}

	@Test
	void aCommandThatIsTooLongToTravelWithOthersIsRefused() {
		SimulatedGroup group = ofThree(1);
		Process leader = group.leader();
		String longest = "x".repeat(1024 * 1024);
		assertThatIllegalArgumentException().isThrownBy(() -> leader.submit(longest + "x", PATIENCE))
			.withMessage("A command has at most 1048576 bytes, not 1048577");
		group.submit(leader, longest);
		group.untilConverged();
	}

	/** What waited for its turn until its time was over gives its room back. */
	@ParameterizedTest
	@MethodSource(FEW)
	void whatNobodyAnsweredInTimeTakesNoRoom(long seed) {
		SimulatedGroup group = ofThree(seed);
		Process alone = group.processes.get((int) (seed % 3));
		group.cut(alone, group.running().filter((process) -> process != alone).toList());
		List<CompletableFuture<Applied>> submitted = flood(alone, Admission.MOST);
		group.time.runFor(PATIENCE);
		assertThat(submitted).allMatch(CompletableFuture::isCompletedExceptionally);
		group.network.heal();
		group.until("it has found the leader", () -> alone.log.outage().isEmpty());
		List<CompletableFuture<Applied>> later = flood(alone, Admission.MOST);
		group.until("all are applied", () -> later.stream().allMatch(CompletableFuture::isDone));
		assertThat(later).noneMatch(CompletableFuture::isCompletedExceptionally);
	}

}
