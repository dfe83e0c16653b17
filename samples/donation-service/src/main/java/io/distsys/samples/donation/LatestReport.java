package io.distsys.samples.donation;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.distsys.pubsub.ClusterListener;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Keeps the last report on every node. A report with a smaller token than the last one is
 * from a holder that has been replaced, and is not taken.
 */
@Component
class LatestReport {

	private final AtomicReference<@Nullable Report> last = new AtomicReference<>();

	@ClusterListener(topics = DonationTotals.TOPIC)
	void keep(Report report) {
		this.last.accumulateAndGet(report, LatestReport::newer);
	}

	Optional<Report> get() {
		return Optional.ofNullable(this.last.get());
	}

	private static @Nullable Report newer(@Nullable Report last, @Nullable Report next) {
		return (last != null && next != null && next.token() < last.token()) ? last : next;
	}

}
