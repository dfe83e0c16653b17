package io.distsys.samples.donation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.worker.WorkerContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DonorWorker} and {@link DonorLedger}.
 */
class DonorWorkerTests {

	private static final NodeId SELF = new NodeId(1, 2);

	private final DonorLedger ledger = new DonorLedger();

	private final DonorWorker worker = worker("amina", this.ledger);

	@Test
	void addsUpExactly() {
		for (int i = 0; i < 10; i++) {
			give(this.worker, "a-" + i, "0.10");
		}
		assertThat(this.worker.account().total()).isEqualTo(new BigDecimal("1.00"));
		assertThat(this.worker.account().zakat()).isEqualTo(new BigDecimal("0.025"));
		assertThat(this.worker.account().count()).isEqualTo(10);
	}

	@Test
	void countsEachDonationOnce() {
		assertThat(give(this.worker, "a-1", "5.00").repeated()).isFalse();
		Donor.Receipt second = give(this.worker, "a-1", "5.00");
		assertThat(second.repeated()).isTrue();
		assertThat(second.account().total()).isEqualTo(new BigDecimal("5.00"));
		assertThat(second.account().count()).isEqualTo(1);
		assertThat(this.ledger.tally()).isEqualTo(new Tally(1, 1, new BigDecimal("5.00")));
	}

	@Test
	void takesRefundsOff() {
		give(this.worker, "a-1", "5.00");
		Account account = give(this.worker, "a-2", "-7.25").account();
		assertThat(account.total()).isEqualTo(new BigDecimal("-2.25"));
		assertThat(account.zakat()).isEqualTo(new BigDecimal("-0.05625"));
	}

	@Test
	void namesTheNodeThatAnswers() {
		Account account = this.worker.account();
		assertThat(account.nodeId()).isEqualTo(SELF.toString());
		assertThat(account.nodeName()).isEqualTo("node-1");
		assertThat(account.donorId()).isEqualTo("amina");
	}

	@Test
	void movesWithAllItKnows() {
		give(this.worker, "a-1", "5.00");
		give(this.worker, "a-2", "2.50");
		DonorLedger otherLedger = new DonorLedger();
		DonorWorker next = worker("amina", otherLedger);
		next.restore(this.worker.snapshot());
		this.worker.leave();
		next.record();
		assertThat(this.ledger.tally()).isEqualTo(Tally.NONE);
		assertThat(otherLedger.tally()).isEqualTo(new Tally(1, 2, new BigDecimal("7.50")));
		assertThat(give(next, "a-1", "5.00").repeated()).isTrue();
	}

	@Test
	void aLateGoodbyeDoesNotEraseTheNextWorker() {
		give(this.worker, "a-1", "5.00");
		DonorWorker next = worker("amina", this.ledger);
		next.restore(this.worker.snapshot());
		next.record();
		this.worker.leave();
		assertThat(this.ledger.tally()).isEqualTo(new Tally(1, 1, new BigDecimal("5.00")));
		assertThat(this.ledger.donors()).isEqualTo(List.of("amina"));
	}

	@Test
	void whoHasGivenNothingIsNoDonor() {
		this.worker.record();
		assertThat(this.ledger.tally()).isEqualTo(Tally.NONE);
	}

	private static Donor.Receipt give(DonorWorker worker, String id, String amount) {
		return worker
			.give(new Donation(id, "amina", "Bristol", "CT", new BigDecimal(amount), LocalDate.of(2026, 1, 2),
					"Clinic"))
			.toCompletableFuture()
			.join();
	}

	private static DonorWorker worker(String donorId, DonorLedger ledger) {
		Node self = new Node(SELF, "node-1", "127.0.0.1:5701", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
		Cluster cluster = mock(Cluster.class);
		given(cluster.self()).willReturn(self);
		WorkerContext context = mock(WorkerContext.class);
		given(context.key()).willReturn(donorId);
		Fence fence = mock(Fence.class);
		given(fence.token()).willReturn(new FencingToken(1));
		given(context.fence()).willReturn(fence);
		given(context.self()).willReturn(SELF);
		return new DonorWorker(context, cluster, ledger);
	}

}
