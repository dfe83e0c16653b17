package io.distsys.samples.donation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What the donors that live on this node have given. Workers write it on their threads.
 */
@Component
class DonorLedger {

	private final Map<String, Entry> entries = new TreeMap<>();

	private BigDecimal sum = new BigDecimal("0.00");

	private long count;

	synchronized void record(Object worker, String donorId, int donations, BigDecimal total) {
		subtract(this.entries.put(donorId, new Entry(worker, donations, total)));
		this.count += donations;
		this.sum = this.sum.add(total);
	}

	/**
	 * Forget a donor, unless another worker has written of it since.
	 * @param worker the worker that ends
	 * @param donorId the donor
	 */
	synchronized void forget(Object worker, String donorId) {
		Entry entry = this.entries.get(donorId);
		if (entry != null && entry.worker() == worker) {
			this.entries.remove(donorId);
			subtract(entry);
		}
	}

	synchronized Tally tally() {
		return new Tally(this.entries.size(), this.count, this.sum);
	}

	synchronized List<String> donors() {
		return List.copyOf(this.entries.keySet());
	}

	private void subtract(@Nullable Entry entry) {
		if (entry != null) {
			this.count -= entry.donations();
			this.sum = this.sum.subtract(entry.total());
		}
	}

	/**
	 * One donor.
	 *
	 * @param worker who wrote it
	 * @param donations how many
	 * @param total their sum
	 */
	private record Entry(Object worker, int donations, BigDecimal total) {

	}

}
