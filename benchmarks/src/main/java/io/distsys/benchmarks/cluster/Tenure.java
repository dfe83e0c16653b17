package io.distsys.benchmarks.cluster;

/**
 * One grant of a singleton to one process, as that process saw it.
 *
 * @param resource the singleton
 * @param process who had it
 * @param begin when its code was told to begin
 * @param end when its fence was last seen open; {@link Long#MAX_VALUE} if it has not said
 */
public record Tenure(String resource, String process, long begin, long end) {

	/**
	 * Whether it has not ended, as far as its process has said.
	 * @return {@code true} if it has not
	 */
	public boolean isOpen() {
		return this.end == Long.MAX_VALUE;
	}

	/**
	 * What is promised of its holder.
	 * @return {@code strong} or {@code available}
	 */
	public String guarantee() {
		return this.resource.substring(0, this.resource.indexOf('/'));
	}

}
