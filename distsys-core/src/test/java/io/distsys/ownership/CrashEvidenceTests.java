package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.RecordingTenant.Tenure;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a leader makes of evidence that the process of a node is gone. */
class CrashEvidenceTests {

	private static final Duration AT_ONCE = Duration.ofMillis(100);

	private static final Duration LEASE = LeaseSettings.ofDefaults().ttl();

	private final VirtualTime time = new VirtualTime(1);

	private final SequencedLog log = new SequencedLog(this.time);

	private final List<Tenure> history = new ArrayList<>();

	private final Process leader = new Process(1);

	private final Process owner = new Process(2);

	private final Process third = new Process(3);

	private void ownerActs() {
		this.leader.node.start();
		this.owner.offerAndStart();
		this.log.lead(this.leader.port);
		this.time.runUntil("the owner acts", Duration.ofSeconds(3), () -> this.history.size() == 1);
		this.third.offerAndStart();
		this.time.runFor(Duration.ofMillis(1_234));
	}

	private Duration untilTheNextActs() {
		long from = this.time.nanos();
		this.time.runUntil("the third acts", Duration.ofSeconds(6), () -> this.history.size() == 2);
		assertThat(this.history.get(1).node()).isEqualTo(this.third.id);
		assertThat(this.history.get(1).token()).isGreaterThan(this.history.get(0).token());
		return Duration.ofNanos(this.time.nanos() - from);
	}

	@Test
	void theSessionOfACrashedNodeEndsAtOnce() {
		ownerActs();
		this.owner.crash();
		this.leader.believeGone(this.owner);
		assertThat(untilTheNextActs()).isLessThan(AT_ONCE);
		assertThat(this.history.get(0).to()).isLessThan(this.history.get(1).from());
	}

	@Test
	void withoutEvidenceTheLeaseIsWaitedFor() {
		ownerActs();
		this.owner.crash();
		assertThat(untilTheNextActs()).isGreaterThan(LEASE.minus(LeaseSettings.ofDefaults().renewalInterval()));
	}

	@Test
	void evidenceSeenByAFollowerCountsOnceItLeads() {
		ownerActs();
		this.owner.crash();
		this.third.believeGone(this.owner);
		this.time.runFor(AT_ONCE);
		assertThat(this.history).hasSize(1);
		this.log.lead(this.third.port);
		assertThat(untilTheNextActs()).isLessThan(AT_ONCE.multipliedBy(2));
	}

	@Test
	void evidenceThatARenewalContradictsCountsForNothing() {
		ownerActs();
		this.third.believeGone(this.owner);
		this.time.runFor(Duration.ofSeconds(1));
		this.log.lead(this.third.port);
		this.time.runFor(Duration.ofSeconds(10));
		assertThat(this.history).hasSize(1);
	}

	@Test
	void evidenceThatIsWrongMakesTwoForNoLongerThanALeaseAndTheTokenGrows() {
		ownerActs();
		this.leader.believeGone(this.owner);
		this.owner.port.cut();
		assertThat(untilTheNextActs()).isLessThan(AT_ONCE);
		this.time.runUntil("the first stops by itself", LEASE, () -> this.history.get(0).isOver());
		assertThat(this.history.get(1).isOver()).isFalse();
	}

	@Test
	void evidenceThatIsWrongOfANodeThatCanBeReachedStopsItAtItsNextRenewal() {
		ownerActs();
		this.leader.believeGone(this.owner);
		assertThat(untilTheNextActs()).isLessThan(AT_ONCE);
		this.time.runFor(LeaseSettings.ofDefaults().renewalInterval());
		assertThat(this.history.get(0).isOver()).isTrue();
	}

	private final class Process {

		private final NodeId id;

		private final VirtualLoop loop = new VirtualLoop(CrashEvidenceTests.this.time);

		private final SequencedLog.Port port;

		private final OwnershipNode node;

		private final RecordingTenant tenant;

		private final List<Consumer<NodeId>> listeners = new ArrayList<>();

		private Process(long number) {
			this.id = new NodeId(0, number);
			OwnershipTable table = new OwnershipTable();
			this.port = CrashEvidenceTests.this.log.connect(this.id, this.loop, table);
			this.node = new OwnershipNode(this.id, this.port, table, this.loop, Runnable::run,
					LeaseSettings.ofDefaults(), (listener) -> {
						this.listeners.add(listener);
						return () -> this.listeners.remove(listener);
					});
			this.tenant = new RecordingTenant(CrashEvidenceTests.this.time, this.loop, this.id,
					CrashEvidenceTests.this.history);
			this.node.install(this.tenant);
		}

		private void offerAndStart() {
			this.node.offer(new Offer("singleton", "ledger", 1));
			this.node.start();
		}

		private void crash() {
			this.tenant.crash();
			this.loop.crash();
		}

		private void believeGone(Process other) {
			this.listeners.forEach((listener) -> listener.accept(other.id));
		}

	}

}
