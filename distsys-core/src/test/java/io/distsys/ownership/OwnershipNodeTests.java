package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.NoQuorumException;
import io.distsys.ownership.RecordingTenant.Tenure;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OwnershipNodeTests {

	private static final LeaseSettings SETTINGS = LeaseSettings.ofDefaults();

	private static final ResourceKey LEDGER = ResourceKey.of("singleton", "ledger");

	private static final Duration SOON = Duration.ofSeconds(3);

	private final VirtualTime time = new VirtualTime(1);

	private static final Offer LEDGER_OFFER = new Offer("singleton", "ledger", 1);

	private final SequencedLog log = new SequencedLog(this.time);

	private final List<Tenure> history = new ArrayList<>();

	private final Process one = new Process(1, 1.0);

	private final Process two = new Process(2, 1.0);

	private final Process three = new Process(3, 1.0);

	@Test
	void aFreeResourceIsActivatedOnOneNode() {
		start(this.one, this.one, this.two, this.three);
		awaitOwner(this.one, this.two, this.three);
		this.time.runFor(Duration.ofSeconds(10));
		assertThat(this.history).hasSize(1);
	}

	@Test
	void aCutOffOwnerHasStoppedBeforeTheNextStartsAndTheTokenGrows() {
		start(this.two, this.one);
		awaitOwner(this.one);
		this.two.start();
		this.one.port.cut();
		awaitOwner(this.two);
		assertThat(this.history).hasSize(2);
		assertThat(this.history.get(0).to()).isLessThan(this.history.get(1).from());
		assertThat(this.history.get(1).token()).isGreaterThan(this.history.get(0).token());
		assertThat(this.one.node.lease().isHeld()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.99, 1.0, 1.01 })
	void clocksThatRunApartWithinTheBoundDoNotLetTwoHold(double ownersRate) {
		Process slow = new Process(4, ownersRate);
		Process judge = new Process(5, (ownersRate < 1) ? 1.0 : 1.0 / 1.01);
		start(judge, slow);
		awaitOwner(slow);
		judge.start();
		slow.port.cut();
		awaitOwner(judge);
		assertThat(this.history.get(0).to()).isLessThan(this.history.get(1).from());
	}

	@Test
	void anOwnerThatWasPausedFindsItsFenceClosedWhenItWakes() {
		start(this.two, this.one);
		awaitOwner(this.one);
		this.two.start();
		this.one.loop.pause();
		awaitOwner(this.two);
		assertThat(this.one.node.lease().isHeld()).isFalse();
		this.one.loop.resume();
		this.time.runFor(Duration.ofSeconds(1));
		assertThat(this.history.get(0).isOver()).isTrue();
		assertThat(this.history.stream().filter((tenure) -> !tenure.isOver())).hasSize(1);
	}

	@Test
	void aNodeThatLostItsLeaseOpensAnotherSessionWhenItCan() {
		start(this.two, this.one);
		awaitOwner(this.one);
		this.one.port.cut();
		this.time.runFor(Duration.ofSeconds(5));
		assertThat(this.one.leaseChanges).containsExactly(true, false);
		this.one.port.heal();
		this.time.runUntil("a lease again", SOON, () -> this.one.node.lease().isHeld());
		assertThat(this.one.leaseChanges).containsExactly(true, false, true);
		awaitOwner(this.one);
		assertThat(this.history).extracting(Tenure::token).isSorted().doesNotHaveDuplicates();
	}

	/** As where fewer nodes are in view than the quorum asks for. */
	@Test
	void aNodeThatMayNotHoldALeaseLosesWhatItHasInOrderAndGetsItBackLater() {
		start(this.two, this.one);
		awaitOwner(this.one);
		this.one.mayHold = false;
		this.time.runUntil("fence closed", SOON, () -> !this.one.node.lease().isHeld());
		this.time.runFor(Duration.ofSeconds(5));
		assertThat(this.one.leaseChanges).containsExactly(true, false);
		assertThat(this.history).hasSize(1).allMatch(Tenure::isOver);
		this.one.mayHold = true;
		awaitOwner(this.one);
		assertThat(this.one.leaseChanges).containsExactly(true, false, true);
	}

	@Test
	void notOneRenewalMoreThanTheArgumentAllows() {
		start(this.two, this.one);
		awaitOwner(this.one);
		this.one.port.cut();
		long cutAt = this.time.nanos();
		this.time.runUntil("fence closed", SOON, () -> !this.one.node.lease().isHeld());
		assertThat(this.time.nanos() - cutAt).isLessThanOrEqualTo(SETTINGS.ownersShare().toNanos());
	}

	@Test
	void aNewLeaderDoesNotExpireThoseWhomItHasNotYetHeard() {
		start(this.one, this.one, this.two, this.three);
		awaitOwner(this.one, this.two, this.three);
		for (int i = 0; i < 6; i++) {
			this.log.lead(List.of(this.one, this.two, this.three).get(i % 3).port);
			this.time.runFor(Duration.ofSeconds(3));
		}
		assertThat(this.history).hasSize(1);
	}

	@Test
	void drainingMovesEverythingWithoutOverlap() {
		start(this.two, this.one);
		awaitOwner(this.one);
		this.two.start();
		this.time.runUntil("a session", SOON, () -> this.two.node.lease().isHeld());
		long asked = this.time.nanos();
		CompletableFuture<Void> drained = this.one.node.drain(SOON).toCompletableFuture();
		this.time.runUntil("drained", SOON, drained::isDone);
		awaitOwner(this.two);
		assertThat(this.history.get(0).to()).isLessThan(this.history.get(1).from());
		assertThat(this.time.nanos() - asked).isLessThan(Duration.ofMillis(200).toNanos());
	}

	@Test
	void aHandOverThatItsReceiverRefusesIsTriedAgainAndNothingIsLost() {
		start(this.three, this.one);
		awaitOwner(this.one);
		this.two.start();
		this.three.start();
		this.time.runUntil("sessions", SOON, () -> this.two.node.lease().isHeld() && this.three.node.lease().isHeld());
		this.one.tenant.refuseHandOverTo(this.two.id);
		this.one.tenant.refuseHandOverTo(this.three.id);
		CompletableFuture<Void> drained = this.one.node.drain(Duration.ofSeconds(2)).toCompletableFuture();
		this.time.runUntil("gave up", SOON, drained::isDone);
		assertThat(drained).isCompletedExceptionally();
		assertThatExceptionOfType(Exception.class).isThrownBy(drained::join).withMessageContaining("ledger");
		assertThat(this.history).hasSize(1);
		assertThat(this.history.get(0).isOver()).isFalse();
	}

	@Test
	void aHandOverWhoseReceiverDiesInItsMiddleIsMadeToAnother() {
		start(this.three, this.one);
		awaitOwner(this.one);
		this.two.start();
		this.time.runUntil("a session", SOON, () -> this.two.node.lease().isHeld());
		this.one.tenant.refuseHandOverTo(this.two.id);
		CompletableFuture<Void> drained = this.one.node.drain(Duration.ofSeconds(9)).toCompletableFuture();
		this.time.runFor(Duration.ofMillis(500));
		this.two.loop.crash();
		this.three.start();
		this.time.runUntil("drained", Duration.ofSeconds(9), drained::isDone);
		assertThat(drained).isCompleted();
		awaitOwner(this.three);
		assertThat(this.history).hasSize(2);
		assertThat(this.history.get(0).to()).isLessThan(this.history.get(1).from());
	}

	@Test
	void whatNobodyIsAbleToOwnAnyMoreEndsInTheMiddleOfItsHandOver() {
		start(this.three, this.one);
		this.three.node.offer(new Offer("singleton", "other", 1));
		awaitOwner(this.one);
		this.two.start();
		this.time.runUntil("a session", SOON, () -> this.two.node.lease().isHeld());
		this.one.tenant.refuseHandOverTo(this.two.id);
		this.one.node.withdraw(LEDGER_OFFER);
		this.time.runFor(Duration.ofMillis(500));
		assertThat(this.history.get(0).isOver()).isFalse();
		this.two.loop.crash();
		this.time.runUntil("it has ended", Duration.ofSeconds(20), () -> this.one.table.find(LEDGER).isEmpty());
		assertThat(this.history.get(0).isOver()).isTrue();
	}

	@Test
	void thatANodeLeavesIsSaidAgainIfNobodyHasHeardIt() {
		start(this.two, this.one);
		awaitOwner(this.one);
		this.two.start();
		this.time.runUntil("a session", SOON, () -> this.two.node.lease().isHeld());
		this.one.port.cut();
		CompletableFuture<Void> drained = this.one.node.drain(Duration.ofSeconds(30)).toCompletableFuture();
		this.time.runFor(Duration.ofMillis(300));
		this.one.port.heal();
		this.time.runUntil("drained", Duration.ofSeconds(10), drained::isDone);
		assertThat(drained).isCompleted();
		awaitOwner(this.two);
	}

	@Test
	void whatThePreferredNodeCannotBeginWithIsGivenToAnother() {
		Offer preferred = new Offer("singleton", "ledger", 1, new Offer.Terms(1, "", Duration.ZERO, 1));
		this.one.tenant.failToActivate(true);
		this.one.node.offer(preferred);
		start(this.three, this.two);
		this.one.node.start();
		awaitOwner(this.two);
		this.time.runFor(Duration.ofMinutes(50));
		assertThat(this.history).as("it stays where it works").hasSize(1);
		this.one.tenant.failToActivate(false);
		awaitOwner(Duration.ofMinutes(11), this.one);
		assertThat(this.history).hasSize(2);
	}

	@Test
	void whatIsFreeIsOfferedToWhoCouldNotBeginWithItAfterOneMinute() {
		this.one.tenant.failToActivate(true);
		start(this.two, this.one, this.two);
		awaitOwner(this.two);
		this.two.node.withdraw(LEDGER_OFFER);
		this.time.runFor(Duration.ofSeconds(10));
		assertThat(this.history).hasSize(1);
		this.one.tenant.failToActivate(false);
		awaitOwner(this.one);
	}

	@Test
	void whoCannotBeginIsAskedIfThereIsNobodyElse() {
		this.one.tenant.failToActivate(true);
		start(this.three, this.one);
		this.time.runFor(Duration.ofSeconds(5));
		assertThat(this.history).isEmpty();
		this.one.tenant.failToActivate(false);
		awaitOwner(this.one);
	}

	@Test
	void aSessionThatIsOpenedWhileTheNodeLeavesIsGivenNothing() {
		start(this.three, this.one);
		this.time.runFor(Duration.ofMillis(2));
		assertThat(this.one.node.lease().isHeld()).as("it is told of its session in a millisecond").isFalse();
		this.one.node.drain(Duration.ofSeconds(30));
		this.time.runUntil("its session", SOON, () -> this.one.node.lease().isHeld());
		this.time.runFor(Duration.ofSeconds(5));
		assertThat(this.history).isEmpty();
	}

	@Test
	void nodesThatLeaveTogetherDoNotWaitForEachOther() {
		start(this.three, this.one);
		awaitOwner(this.one);
		this.two.start();
		this.time.runUntil("a session", SOON, () -> this.two.node.lease().isHeld());
		this.one.tenant.refuseHandOverTo(this.two.id);
		CompletableFuture<Void> drained = this.one.node.drain(Duration.ofSeconds(30)).toCompletableFuture();
		this.time.runFor(Duration.ofMillis(500));
		assertThat(drained).isNotDone();
		this.two.node.drain(Duration.ofSeconds(30));
		this.time.runUntil("drained", Duration.ofSeconds(10), drained::isDone);
		assertThat(drained).isCompleted();
	}

	@Test
	void anOfferThatIsMadeAgainHoldsAlsoIfItsWithdrawalWasAppliedWithoutAnAnswer() {
		start(this.two, this.one);
		this.two.node.offer(new Offer("singleton", "other", 1));
		awaitOwner(this.one);
		this.one.port.loseAnswers(true);
		this.one.node.withdraw(LEDGER_OFFER);
		this.time.runUntil("withdrawn", SOON, () -> this.one.table.find(LEDGER).isEmpty());
		this.one.port.loseAnswers(false);
		this.one.node.offer(LEDGER_OFFER);
		awaitOwner(this.one);
		assertThat(this.one.leaseChanges).as("the lease goes on").containsExactly(true);
	}

	@Test
	void aNodeThatLosesItsSessionWhileItDrainsIsGivenNothingInTheNextOne() {
		start(this.two, this.one);
		awaitOwner(this.one);
		this.one.node.drain(Duration.ofSeconds(30));
		this.time.runFor(Duration.ofMillis(100));
		this.one.port.cut();
		this.time.runFor(Duration.ofSeconds(5));
		this.one.port.heal();
		this.time.runUntil("a lease again", SOON, () -> this.one.node.lease().isHeld());
		this.time.runFor(Duration.ofSeconds(5));
		assertThat(this.history).allMatch(Tenure::isOver);
	}

	@Test
	void theLastNodeReleasesEverythingHoweverMuchItIs() {
		this.one.node.offer(new Offer("singleton", "slots", 2_048));
		start(this.one, this.one);
		this.time.runUntil("all is active", SOON,
				() -> this.one.table.ofKind("singleton")
					.filter((row) -> row.state() == Ownership.State.ACTIVE)
					.count() == 2_049);
		CompletableFuture<Void> drained = this.one.node.drain(Duration.ofSeconds(9)).toCompletableFuture();
		this.time.runUntil("drained", Duration.ofSeconds(10), drained::isDone);
		assertThat(drained).isCompleted();
	}

	@Test
	void stoppingFreesWhatIsHeldWithoutWaitingForTheExpiry() {
		start(this.two, this.one);
		awaitOwner(this.one);
		this.two.start();
		this.time.runUntil("a session", SOON, () -> this.two.node.lease().isHeld());
		this.one.node.stop(SOON);
		long asked = this.time.nanos();
		awaitOwner(this.two);
		assertThat(this.time.nanos() - asked).isLessThan(Duration.ofMillis(200).toNanos());
		assertThat(this.history.get(0).to()).isLessThanOrEqualTo(this.history.get(1).from());
	}

	@Test
	void aNameHasOneHolderUntilItsSessionEnds() {
		start(this.three, this.one, this.two);
		ResourceKey name = ResourceKey.of("name", "mailer");
		this.time.runUntil("sessions", SOON, () -> this.one.node.lease().isHeld() && this.two.node.lease().isHeld());
		Ownerships.Claim mine = await(this.one.node.claim(name, Map.of("port", "25"), SOON).toCompletableFuture());
		Ownerships.Claim his = await(this.two.node.claim(name, Map.of(), SOON).toCompletableFuture());
		assertThat(mine).isInstanceOf(Ownerships.Claim.Granted.class);
		assertThat(his).isInstanceOfSatisfying(Ownerships.Claim.Taken.class,
				(taken) -> assertThat(taken.holder().node()).isEqualTo(this.one.id));
		this.one.loop.crash();
		this.time.runUntil("free", SOON, () -> this.two.table.find(name).isEmpty());
		assertThat(await(this.two.node.claim(name, Map.of(), SOON).toCompletableFuture()))
			.isInstanceOf(Ownerships.Claim.Granted.class);
	}

	@Test
	void aNameThatIsGivenUpAfterNoticeIsNotHeldUntilTheLeaseEnds() {
		start(this.two, this.one);
		ResourceKey name = ResourceKey.of("name", "mailer");
		this.time.runUntil("a session", SOON, () -> this.one.node.lease().isHeld());
		Ownerships.Claim claim = await(this.one.node.claim(name, Map.of(), SOON).toCompletableFuture());
		Fence fence = ((Ownerships.Claim.Granted) claim).fence();
		this.one.port.cut();
		this.time.runUntil("notice", SOON, () -> this.one.leaseChanges.contains(false));
		this.one.port.heal();
		assertThat(fence.isHeld()).isTrue();
		this.one.node.unclaim(name, fence.token(), SOON);
		this.time.runUntil("free", SOON, () -> this.one.table.find(name).isEmpty());
		assertThat(fence.isHeld()).isFalse();
	}

	@Test
	void withoutASessionAClaimFailsAndSaysSo() {
		CompletableFuture<Ownerships.Claim> claim = this.one.node.claim(LEDGER, Map.of(), SOON).toCompletableFuture();
		this.time.runUntil("an answer", SOON, claim::isDone);
		assertThatExceptionOfType(Exception.class).isThrownBy(claim::join)
			.withCauseInstanceOf(NoQuorumException.class)
			.withMessageContaining("has no session");
	}

	private <T> T await(CompletableFuture<T> future) {
		this.time.runUntil("an answer", SOON, future::isDone);
		return future.join();
	}

	private void start(Process leader, Process... processes) {
		for (Process process : processes) {
			process.start();
		}
		if (!List.of(processes).contains(leader)) {
			leader.subscribeOnly();
		}
		this.log.lead(leader.port);
	}

	private void awaitOwner(Process... candidates) {
		awaitOwner(Duration.ofSeconds(10), candidates);
	}

	private void awaitOwner(Duration limit, Process... candidates) {
		List<NodeId> ids = List.of(candidates).stream().map((process) -> process.id).toList();
		this.time.runUntil("one of " + ids + " acts", limit,
				() -> this.history.stream().anyMatch((tenure) -> !tenure.isOver() && ids.contains(tenure.node())));
	}

	private final class Process {

		private final NodeId id;

		private final VirtualLoop loop;

		private final OwnershipTable table = new OwnershipTable();

		private final SequencedLog.Port port;

		private final OwnershipNode node;

		private final RecordingTenant tenant;

		private final List<Boolean> leaseChanges = new ArrayList<>();

		private boolean following;

		private boolean mayHold = true;

		private Process(long number, double clockRate) {
			this.id = new NodeId(0, number);
			this.loop = new VirtualLoop(OwnershipNodeTests.this.time, clockRate);
			this.port = OwnershipNodeTests.this.log.connect(this.id, this.loop, this.table);
			this.node = new OwnershipNode(this.id, this.port, this.table, this.loop, Runnable::run, SETTINGS,
					CrashEvidence.none(), () -> this.mayHold);
			this.tenant = new RecordingTenant(OwnershipNodeTests.this.time, this.loop, this.id,
					OwnershipNodeTests.this.history);
			this.node.install(this.tenant);
			this.node.lease().subscribe(this.leaseChanges::add);
		}

		/** Lead, without anything to own. */
		void subscribeOnly() {
			this.following = true;
			this.node.start();
		}

		void start() {
			this.node.offer(LEDGER_OFFER);
			if (!this.following) {
				this.node.start();
			}
		}

	}

}
