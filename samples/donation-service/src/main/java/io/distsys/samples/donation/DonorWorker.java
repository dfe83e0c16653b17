package io.distsys.samples.donation;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.Cluster;
import io.distsys.worker.Distributed;
import io.distsys.worker.HandOver;
import io.distsys.worker.OnStart;
import io.distsys.worker.OnStop;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the account of one donor. There is one for each donor in the cluster, and it
 * handles one call at a time: hence no lock. Before a donation is acknowledged the
 * account is on a second node, so that it outlives the loss of one.
 */
@Distributed("donor")
@WorkerState
class DonorWorker implements Donor, HandOver<DonorWorker.State> {

	private static final Logger logger = LoggerFactory.getLogger(DonorWorker.class);

	private final WorkerContext context;

	private final Cluster cluster;

	private final DonorLedger ledger;

	private final Set<String> donationIds = new LinkedHashSet<>();

	private BigDecimal total = new BigDecimal("0.00");

	DonorWorker(WorkerContext context, Cluster cluster, DonorLedger ledger) {
		this.context = context;
		this.cluster = cluster;
		this.ledger = ledger;
	}

	@Override
	public CompletionStage<Receipt> give(Donation donation) {
		boolean counted = this.donationIds.add(donation.donationId());
		if (counted) {
			this.total = this.total.add(donation.amount());
			record();
		}
		logger.debug("Given donor={} token={} nanos={} counted={}", this.context.key(), this.context.fence().token(),
				System.nanoTime(), counted);
		return CompletableFuture.completedFuture(new Receipt(!counted, account()));
	}

	@Override
	public Account account() {
		return new Account(this.context.key(), this.donationIds.size(), this.total, Zakat.of(this.total),
				this.context.self().toString(), this.cluster.self().name());
	}

	@Override
	public State snapshot() {
		return new State(List.copyOf(this.donationIds), this.total);
	}

	@Override
	public void restore(State state) {
		this.donationIds.addAll(state.donationIds());
		this.total = state.total();
	}

	@OnStart
	void record() {
		if (!this.donationIds.isEmpty()) {
			this.ledger.record(this, this.context.key(), this.donationIds.size(), this.total);
		}
	}

	@OnStop
	void leave() {
		this.ledger.forget(this, this.context.key());
	}

	/**
	 * What is copied to the second node.
	 *
	 * @param donationIds the donations that were counted
	 * @param total their sum
	 */
	record State(List<String> donationIds, BigDecimal total) {

	}

}
