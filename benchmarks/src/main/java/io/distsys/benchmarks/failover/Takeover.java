package io.distsys.benchmarks.failover;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

import io.distsys.benchmarks.cluster.Tenure;

/**
 * One singleton that changed hands. Times are milliseconds from the blow to its owner.
 *
 * @param guarantee {@code strong} or {@code available}
 * @param resource the singleton
 * @param started when another node had begun
 * @param stopped when the old owner was last allowed to act; 0 if it had no time to, NaN
 * if it was still allowed when the blow was taken back
 * @param together how long after the blow was taken back two were allowed to act
 */
record Takeover(String guarantee, String resource, double started, double stopped, double together) {

	static final String COLUMNS = "guarantee,singleton,started_ms,stopped_ms,together_after_ms";

	/**
	 * Read what became of a singleton.
	 * @param tenures all grants
	 * @param old the grant that the victim had
	 * @param kind what was done to it
	 * @param blow the clock when that was done
	 * @param takenBack the clock when it was taken back
	 * @return nothing if no other node began
	 */
	static Optional<Takeover> of(Collection<Tenure> tenures, Tenure old, Blow kind, long blow, long takenBack) {
		return tenures.stream()
			.filter((tenure) -> tenure.resource().equals(old.resource()) && tenure.begin() > blow)
			.filter((tenure) -> !tenure.process().equals(old.process()))
			.min(Comparator.comparingLong(Tenure::begin))
			.map((next) -> {
				long together = kind.ends() ? 0 : Math.max(0, Math.min(old.end(), next.end()) - takenBack);
				return new Takeover(old.guarantee(), old.resource(), millis(next.begin() - blow),
						stopped(old, kind, blow, takenBack), millis(together));
			});
	}

	private static double stopped(Tenure old, Blow kind, long blow, long takenBack) {
		if (kind == Blow.KILL || kind == Blow.HANG) {
			return 0;
		}
		return (old.end() >= takenBack) ? Double.NaN : millis(Math.max(0, old.end() - blow));
	}

	private static double millis(long nanos) {
		return nanos / 1e6;
	}

	double gap() {
		return this.started - this.stopped;
	}

	String line() {
		return String.format(Locale.ROOT, "%s,%s,%.1f,%.1f,%.1f", this.guarantee, this.resource, this.started,
				this.stopped, this.together);
	}

}
